"""Our own validation plugin: the rules over every synthesized template."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
)
from cdk_nag import NagPack

from .broad import broad_acknowledgements
from .canary import own_canary
from .evaluation import EVALUATION, Violation, evaluate, rules
from .ids import OWN_PACK, rules_of
from .packs import working
from .proof import proof
from .templates import read_templates

VERSION = "1.0.0"


@jsii.implements(IPolicyValidationPlugin)
class TemplateRules:
    """Checks what is deployed, whichever way it was written: typed, overridden, included, untyped, nested."""

    def __init__(self, *, packs: Mapping[str, NagPack], services_kept: Sequence[str]) -> None:
        self._packs = packs
        self._services_kept = tuple(services_kept)

    @property
    def name(self) -> str:
        return OWN_PACK

    @property
    def version(self) -> str | None:
        return VERSION

    @property
    def rule_ids(self) -> list[str] | None:
        return sorted(rules(self._services_kept))

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Check the templates; the proof carries their digests, so that a gate sees a report of another synth."""
        templates = read_templates(Path(stack.template_path).absolute() for stack in context.stack_templates)
        bodies, nested = templates.named(str)
        violations = evaluate(bodies, self._services_kept, nested)
        digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(templates.bodies)}
        kept = " ".join(self._services_kept)
        packs = " ".join(working(self._packs))
        ran = proof(f"{len(rules())} rules ran", packs=packs, rules=own_canary(), services_kept=kept, **digests)
        found = [*_grouped(violations, self._services_kept), *broad_acknowledgements(context.app_construct)]
        return PolicyValidationPluginReport(success=not found, violations=[*found, ran])


def _grouped(violations: Sequence[Violation], services_kept: tuple[str, ...]) -> list[PolicyViolation]:
    """One entry for each rule and what was found, so that the message says both."""
    groups: dict[tuple[str, str], list[Violation]] = defaultdict(list)
    for violation in violations:
        groups[violation.rule, violation.found].append(violation)
    return [_entry(rule, found, group, services_kept) for (rule, found), group in groups.items()]


def _entry(rule_id: str, found: str, group: list[Violation], services_kept: tuple[str, ...]) -> PolicyViolation:
    resources = [
        PolicyViolatingResource(
            locations=["Properties"], resource_logical_id=one.resource or None, template_path=one.template
        )
        for one in group
    ]
    if rule_id == EVALUATION:
        fix = "Write the resource in a form that can be read, or mend the rule; this cannot be acknowledged."
        return PolicyViolation(
            rule_name=EVALUATION, description=found, fix=fix, severity="fatal", violating_resources=resources
        )
    rule = rules(services_kept)[rule_id]
    return PolicyViolation(
        rule_name=rule.id,
        description=f"{rule.must} Found: {found}.",
        fix=rule.fix,
        severity="error" if rule.id in rules_of(OWN_PACK) else "fatal",  # what is fatal cannot be acknowledged
        rule_metadata={"severity": rule.severity},
        violating_resources=resources,
    )
