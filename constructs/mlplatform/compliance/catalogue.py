"""The control catalogue: what each control asks, how severe its absence is, and where else it stands."""

from dataclasses import dataclass
from functools import cache

from .data import read


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
