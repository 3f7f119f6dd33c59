"""A way to break a template: what it is, and how it is done."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

MISSING = object()


@dataclass(frozen=True)
class Mutation:
    """Set (or, with MISSING, delete) what stands at a path of a resource; the rule must fire on that resource."""

    rule: str
    resource: str
    path: str
    value: Any = MISSING
    fires_on: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{self.resource}.{self.path}" + (
            "-missing" if self.value is MISSING else f"={self.value}"[:40]
        )

    def apply(self, template: dict[str, Any]) -> None:
        """Change the template in place."""
        put(template["Resources"], [self.resource, *(self.path.split(".") if self.path else [])], self.value)


def put(place: Any, path: list[str], value: Any) -> None:
    """Set, or with MISSING delete, what stands at a path."""
    *parents, last = path
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    at: Any = int(last) if isinstance(place, list) else last
    if value is MISSING:
        del place[at]
    else:
        place[at] = value


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the body with another value at a path."""
    copy = deepcopy(body)
    put(copy, path.split("."), value)
    return copy


def p(rule: str, resource: str, path: str, *values: Any) -> list[Mutation]:
    return [Mutation(rule, resource, f"Properties.{path}" if path else "Properties", value) for value in values]


def new(rule: str, type_: str, **properties: Any) -> Mutation:
    return Mutation(rule, "New", "", {"Type": type_, "Properties": properties})


PARAMETER = {"Ref": "Stage"}
"""Something that only a deployment knows."""
