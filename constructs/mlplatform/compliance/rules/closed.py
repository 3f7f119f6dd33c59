"""Services that AWS has closed to new customers, by resource type."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from mlplatform.compliance.data import read

from .model import Resource, Rule

CLOSED = "NO-CLOSED-SERVICE"


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
    rows = read("closed_services.json").items()
    return {key: ClosedService(**{**row, "types": tuple(row["types"])}) for key, row in rows}


def closed_rule(kept: Collection[str]) -> Rule:
    """The rule that refuses what a new account cannot create, but for the services that this organisation keeps."""
    refused = {
        type_: (key, service)
        for key, service in closed_services().items()
        if key not in kept or service.kind == "ended"
        for type_ in service.types
    }

    def check(resource: Resource) -> str:
        key, service = refused[resource.type]
        keep = "" if service.kind == "ended" else f"; if the account has it: compliance.services_kept: [{key}]"
        return f"{service.name} {service.kind} on {service.closed}, its successor is {service.successor}{keep}"

    return Rule(
        CLOSED,
        "H",
        tuple(refused) or ("none",),
        "No resource of a service that AWS has closed to new customers.",
        "Use the successor, or keep the service in the organisation's file if its accounts have it.",
        check,
        "Type",
    )
