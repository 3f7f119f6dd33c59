"""Services that AWS has closed to new customers: their resource types, and the calls that steps and tasks make."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from mlplatform.compliance.data import read

from .cfn import present
from .model import Fault, Resource, Rule
from .started.pipelines import STEP

CLOSED = "NO-CLOSED-SERVICE"


@dataclass(frozen=True)
class ClosedService:
    """A service that a new account cannot use. `kind`: closed (accounts that have it keep it) or ended (nobody).

    `calls` are patterns of API calls, `steps` types of steps of a pipeline; `members` of a call's request belong to
    the service although the call does not.
    """

    name: str
    closed: str
    kind: str
    successor: str
    types: tuple[str, ...]
    calls: tuple[str, ...]
    steps: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    source: str

    def uses(self, resource: Resource) -> Iterator[str]:
        """Paths by which a resource, a step or a call uses the service; the empty path is all of it."""
        type_ = resource.type
        if type_ in self.types or type_.removeprefix(STEP) in self.steps or _called(type_, self.calls):
            yield ""
        yield from (member for member in self.members.get(type_, ()) if present(resource.get(member)))


def _called(type_: str, patterns: Collection[str]) -> bool:
    return "::" not in type_ and any(fnmatchcase(type_, pattern) for pattern in patterns)


@cache
def closed_services() -> dict[str, ClosedService]:
    """Every closed service by its id."""
    return {key: ClosedService(**row) for key, row in read("closed_services.json").items()}


def closed_rule(kept: Collection[str]) -> Rule:
    """The rule that refuses what a new account cannot create, but for the services that this organisation keeps."""
    refused = {key: service for key, service in closed_services().items() if key not in kept or service.kind == "ended"}
    types = {type_ for service in refused.values() for type_ in service.types}

    def check(resource: Resource) -> Iterator[Fault]:
        if resource.within or resource.type in types:
            for key, service in refused.items():
                yield from (Fault(_worded(key, service), path) for path in service.uses(resource))

    return Rule(
        CLOSED,
        "H",
        (),
        "No resource and no call of a service that AWS has closed to new customers.",
        "Use the successor, or keep the service in the organisation's file if its accounts have it.",
        check,
        "Type",
    )


def _worded(key: str, service: ClosedService) -> str:
    keep = "" if service.kind == "ended" else f"; if the account has it: compliance.services_kept: [{key}]"
    return f"{service.name} {service.kind} on {service.closed}, its successor is {service.successor}{keep}"
