"""The control catalogue: what each control asks, how severe its absence is, and where else it stands."""

from dataclasses import dataclass
from functools import cache

from .data import read
from .ids import OWN_PACK, RuleId
from .rules import RULES


@dataclass(frozen=True)
class Control:
    """One row of the catalogue. Severity: C critical, H high, M medium, L low."""

    id: str
    resource: str
    severity: str
    requirement: str
    property: str
    external: str


@cache
def controls() -> dict[str, Control]:
    """Every control by its id."""
    return {key: Control(id=key, **row) for key, row in read("controls.json").items()}


def needs_compensation(rule: RuleId) -> bool:
    """Whether an acknowledgement must name a compensating control: our own rules of severity C and H."""
    return rule.pack == OWN_PACK and any(own.id == rule.rule and own.severity in "CH" for own in RULES)
