"""Policies in their smallest parts: one effect, one action, one resource. Two policies differ in some of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal

from mlplatform.access import Policy, Role
from mlplatform.access.guards import Guard
from mlplatform.access.policies import as_list

Layer = Literal["identity", "boundary", "guard"]
ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@dataclass(frozen=True, order=True)
class Atom:
    """One action on one resource.

    Args:
        written: Condition, principal and what the statement leaves out, as JSON: equal where the atoms mean the same.
        covers: What a resource policy guards.
        sid: For the reader; a statement that is only called otherwise is the same.
        policy: Where it stands; a statement that only moved is the same.
    """

    layer: Layer
    effect: str
    action: str
    resource: str
    written: str
    covers: tuple[str, ...] = ()
    sid: str = field(default="", compare=False)
    policy: str = field(default="", compare=False)

    @cached_property
    def rest(self) -> Mapping[str, Any]:
        loaded: dict[str, Any] = json.loads(self.written)
        return loaded

    @property
    def condition(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.rest.get("Condition", {})
        return found

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    @property
    def resources(self) -> tuple[str, ...]:
        """What it is about; `*` in a resource policy is the resource itself."""
        return self.covers if self.covers and self.resource == "*" else (self.resource,)

    def beside(self, other: "Atom") -> bool:
        """Whether both decide the same, under conditions of their own."""
        one, two = ((a.layer, a.effect, a.action, a.resource, a.covers) for a in (self, other))
        return one == two

    @property
    def place(self) -> str:
        """The resource of the template that it stands in."""
        return self.policy.partition(".")[0]


class Guarding:
    """All atoms of resource policies, on either side, by what they guard."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self.atoms = tuple(sorted(atoms))
        self._covers: dict[tuple[str, ...], list[Atom]] = {}
        for atom in self.atoms:
            self._covers.setdefault(atom.covers, []).append(atom)
        self._found: dict[str, list[Atom]] = {}

    def around(self, resource: str) -> list[Atom]:
        """Those that guard a resource."""
        if resource not in self._found:
            covering = [
                atoms for covers, atoms in self._covers.items() if any(fnmatchcase(resource, c) for c in covers)
            ]
            self._found[resource] = [atom for atoms in covering for atom in atoms]
        return self._found[resource]

    def covered(self, account: str) -> list[str]:
        """Resources of an account with policies of their own; buckets name no account."""
        every = sorted({cover for covers in self._covers for cover in covers})
        return [cover for cover in every if f":{account}:" in cover or ":s3:::" in cover]


def of_role(role: Role) -> frozenset[Atom]:
    """What decides what a role may do; where there is no boundary, one that lets everything through."""
    own = (atom for policy in role.identity for atom in of_policy("identity", policy))
    limits = of_policy("boundary", role.boundary) if role.boundary else _of("boundary", "", ANYTHING, ())
    return frozenset((*own, *limits))


def of_guards(guards: Iterable[Guard]) -> frozenset[Atom]:
    return frozenset(atom for guard in guards for atom in of_policy("guard", guard.policy, guard.covers))


def of_policy(layer: Layer, policy: Policy, covers: tuple[str, ...] = ()) -> Iterator[Atom]:
    """The atoms of one policy."""
    for statement in policy.statements:
        yield from _of(layer, policy.name, statement, covers)


def _of(layer: Layer, name: str, statement: Mapping[str, Any], covers: tuple[str, ...]) -> Iterator[Atom]:
    apart = ("Sid", "Effect", "Action", "Resource")
    written = json.dumps(_sorted({k: v for k, v in statement.items() if k not in apart and v}), sort_keys=True)
    for action in as_list(statement.get("Action", "*")):
        for resource in as_list(statement.get("Resource", "*")):
            yield Atom(
                layer=layer,
                effect=statement["Effect"],
                action=str(action),
                resource=str(resource),
                written=written,
                covers=covers,
                sid=str(statement.get("Sid", "a statement without Sid")),
                policy=name,
            )


def _sorted(value: Any) -> Any:
    """A value whose lists are in no order: as conditions, principals and exceptions mean them."""
    if isinstance(value, Mapping):
        return {key: _sorted(item) for key, item in value.items()}
    if isinstance(value, list):
        return _sorted(value[0]) if len(value) == 1 else sorted({str(item) for item in value})
    return str(value).lower() if isinstance(value, bool) else value
