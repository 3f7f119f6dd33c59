"""What several rules ask alike: our controls, and the rules of cdk-nag's packs that ask the same of a resource."""

from functools import cache

from .data import read
from .ids import OWN_PACK, RuleId
from .rules import RULES


@cache
def _controls() -> dict[str, str]:
    """Control by the suffix of a pack's rule."""
    return {suffix: control for control, suffixes in read("same_requirement.json").items() for suffix in suffixes}


def requirement_of(rule: RuleId) -> str:
    """The control that a rule is about; of a pack's rule without one, its name without the pack."""
    if rule.pack == OWN_PACK:
        return rule.rule
    suffix = rule.rule.removeprefix(f"{rule.pack}-")
    return _controls().get(suffix, suffix)


def is_severe(rule: RuleId) -> bool:
    """Whether it is about a control of severity C or H, which nobody is let off without a compensating control."""
    requirement = requirement_of(rule)
    return any(own.id == requirement and own.severity in "CH" for own in RULES)
