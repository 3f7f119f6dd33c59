"""Ids of rules: `Pack::Rule` or `Pack::Rule[finding]`, of the packs and of our own template rules."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from .data import read
from .error import ComplianceError
from .rules import RULES

OWN_PACK = "MLPlatform"
"""Name of our own validation plugin, and so the namespace of its rules."""

LOCK_PLUGIN = "MLPlatformLock"
"""Name of the plugin that holds a synth against the lock file (mlplatform.lock)."""

REFUSED = "refused"
"""What that plugin's proof says of its canary, a loss that it must see."""

NAG_PACKS = ("AwsSolutions", "NIST.800.53.R5", "NIST.800.53.R4", "HIPAA.Security", "PCI.DSS.321")

_ID = re.compile(r"(?P<pack>[^:\[\]]+)::(?P<rule>[^\[\]]+)(?:\[(?P<finding>.+)\])?", re.DOTALL)


@dataclass(frozen=True)
class RuleId:
    """A rule's id in its parts; `AwsSolutions-IAM5[Action::s3:Get*]` has the finding `Action::s3:Get*`."""

    pack: str
    rule: str
    finding: str | None = None

    @property
    def shape(self) -> str:
        """The id without its finding."""
        return f"{self.pack}::{self.rule}"

    def __str__(self) -> str:
        return f"{self.shape}[{self.finding}]" if self.finding else self.shape


@cache
def rules_of(pack: str) -> frozenset[str]:
    """Ids of a pack's rules, without namespace and finding."""
    if pack == OWN_PACK:
        return frozenset(rule.id for rule in RULES)
    return frozenset(f"{pack}-{suffix}" for suffix in read("nag_rules.json")[pack])


def parse(text: str) -> RuleId:
    """Parse a namespaced id; `ComplianceError` for one without namespace, of an unknown pack or of an unknown rule."""
    match = _ID.fullmatch(text)
    if not match:
        raise ComplianceError(
            f"{text!r} is not a namespaced rule id. Expected Pack::Rule or Pack::Rule[finding], such as "
            "AwsSolutions::AwsSolutions-S1: a bare id would suppress without leaving a trace in the report. "
            "The id of a finding stands in validation-report.json and in the output of a synth."
        )
    found = RuleId(**match.groupdict())
    if found.pack not in (*NAG_PACKS, OWN_PACK):
        raise ComplianceError(
            f"{text!r} names the pack {found.pack!r}. Known packs: {', '.join((*NAG_PACKS, OWN_PACK))}."
        )
    if found.rule not in rules_of(found.pack):
        closest = get_close_matches(found.rule, rules_of(found.pack), n=3)
        raise ComplianceError(f"{found.pack} has no rule {found.rule!r}. Closest: {', '.join(closest) or 'none'}.")
    return found


def every_pack(suffix: str) -> tuple[str, ...]:
    """Ids of one cdk-nag rule in every pack that has it.

    >>> every_pack("S3BucketDefaultLockEnabled")
    ('NIST.800.53.R4::NIST.800.53.R4-S3BucketDefaultLockEnabled',)
    """
    ids = tuple(f"{pack}::{pack}-{suffix}" for pack in NAG_PACKS if suffix in read("nag_rules.json")[pack])
    if not ids:
        raise ComplianceError(f"No cdk-nag pack has a rule {suffix!r}. Write its name without the pack, such as IAM5.")
    return ids
