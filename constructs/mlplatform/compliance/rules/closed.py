"""Services that AWS has closed to new customers, by resource type."""

from dataclasses import dataclass
from functools import cache

from mlplatform.compliance.data import read


@dataclass(frozen=True)
class ClosedService:
    """A service that a new account cannot use. `kind`: closed (accounts that have it keep it) or ended (nobody)."""

    name: str
    closed: str
    kind: str
    successor: str
    types: tuple[str, ...]
    source: str


@cache
def closed_services() -> dict[str, ClosedService]:
    """Every closed service by its id."""
    return {
        key: ClosedService(**{**row, "types": tuple(row["types"])}) for key, row in read("closed_services.json").items()
    }
