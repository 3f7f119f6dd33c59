"""Two assemblies side by side: which role of the one is which of the other, whatever their templates call them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property, partial

from mlplatform.access import Policy, Role
from mlplatform.access.estate import Resource
from mlplatform.access.guards import Guard
from mlplatform.access.identity import KINDS
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.policies import policies_of

Aliases = Mapping[str, str]
"""What only AWS knows of a resource, as the one assembly and as the other stands in for it."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two assemblies.

    Args:
        roles: By environment and name.
        partial: ARNs of roles of which a policy cannot be read.
        guards: Resource policies; not all of them, where the side is not `whole`.
        environments: Account and stack to environment.
        regions: Environment to region.
    """

    roles: Mapping[tuple[str, str], Role]
    partial: frozenset[str]
    guards: tuple[Guard, ...]
    whole: bool
    environments: Mapping[tuple[str, str], str]
    regions: Mapping[str, str]

    def environment_of(self, place: str) -> str | None:
        """The environment of a resource of which only its place is known; the first, where an app is deployed twice."""
        return next((name for (_, stack), name in self.environments.items() if stack == stack_of(place)), None)

    def guard_on(self, arn: str, account: str) -> Policy | None:
        """The policies of a resource, as one."""
        found = [guard.policy for guard in self._covering(arn) if guard.account == account]
        if len(found) < 2:
            return found[0] if found else None
        statements = [statement for policy in found for statement in policy.statements]
        names = " and ".join(policy.name for policy in found)
        return Policy(name=names, document={"Version": "2012-10-17", "Statement": statements})

    def owner_of(self, arn: str) -> str | None:
        return next((guard.account for guard in self._covering(arn)), None)

    def _covering(self, arn: str) -> list[Guard]:
        if arn not in self._found:
            self._found[arn] = [g for g in self.guards if any(fnmatchcase(arn, pattern) for pattern in g.covers)]
        return self._found[arn]

    @cached_property
    def _found(self) -> dict[str, list[Guard]]:
        return {}


def side(assembly: Assembly, aliases: Aliases) -> Side:
    """An assembly, with the names that the other one gives to what is the same."""
    read = policies_of(assembly)
    environments = {(stack.account, stack.name): place.name for place in assembly.places for stack in place.stacks}
    known = partial(_renamed, _Replacement(aliases))
    roles = {arn: known(role) for arn, role in read.roles.items()}
    found = read.guards.all if read.guards else ()
    return Side(
        roles={(environments[role.account, stack_of(role.place)], role.name): role for role in roles.values()},
        partial=frozenset(roles[arn].arn for arn in read.partial if arn in roles),
        guards=tuple(_guard(_Replacement(aliases), guard) for guard in found) if aliases else found,
        whole=read.guards is not None,
        environments=environments,
        regions={place.name: place.region for place in assembly.places},
    )


def stack_of(place: str) -> str:
    return place.partition("/")[0]


class _Replacement:
    """Replaces whole names, longer ones first."""

    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases
        names = sorted(map(re.escape, aliases), key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(names)) if names else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._aliases[found[0]], text) if self._pattern else text

    def policy(self, policy: Policy) -> Policy:
        text = json.dumps(policy.document)
        changed = self(text)
        return policy if changed == text else replace(policy, document=json.loads(changed))


def _renamed(names: _Replacement, role: Role) -> Role:
    return replace(
        role,
        name=names(role.name),
        arn=names(role.arn),
        trust=names.policy(role.trust),
        identity=tuple(map(names.policy, role.identity)),
        boundary=names.policy(role.boundary) if role.boundary else None,
    )


def _guard(names: _Replacement, guard: Guard) -> Guard:
    return replace(guard, policy=names.policy(guard.policy), covers=tuple(map(names, guard.covers)))


def aliases(before: Assembly, after: Assembly) -> Aliases:
    """Stand-ins of resources that are called or placed otherwise, and are the same for all else, old to new."""
    old, new = _unknown_to(before, after), _unknown_to(after, before)
    found: dict[str, str] = {}
    waiting: dict[str, list[Resource]] = {}
    for resource, content in new:
        waiting.setdefault(content, []).append(resource)
    for resource, content in old:
        if twins := waiting.get(content):
            found.update(_stand_ins(before, resource, after, twins.pop(0)))
    return {one: other for one, other in found.items() if one != other}


def _unknown_to(assembly: Assembly, other: Assembly) -> list[tuple[Resource, str]]:
    """Resources of types with names that the other assembly has not at the same place, with what they contain."""
    known = {_at(resource) for resource in other.estate.resources}
    lonely = [resource for resource in assembly.estate.resources if _at(resource) not in known]
    ids: dict[str, list[str]] = {}
    for resource in lonely:
        ids.setdefault(resource.stack.name, []).append(resource.id)
    patterns = {
        stack: re.compile("|".join(sorted(map(re.escape, names), reverse=True))) for stack, names in ids.items()
    }
    return [
        (resource, _content(resource, patterns[resource.stack.name]))
        for resource in sorted(lonely, key=lambda one: (one.stack.account, one.place))
        if resource.type in KINDS
    ]


def _at(resource: Resource) -> tuple[str, str, str, str]:
    return (resource.stack.account, resource.stack.region, resource.place, resource.type)


def _content(resource: Resource, ids: "re.Pattern[str]") -> str:
    text = json.dumps(resource.properties, sort_keys=True)
    return f"{resource.stack.account} {resource.stack.region} {resource.type} {ids.sub('~', text)}"


def _stand_ins(one: Assembly, old: Resource, other: Assembly, new: Resource) -> Iterator[tuple[str, str]]:
    for attribute in ("", *KINDS[old.type].attributes):
        before = one.attempt(old.place, partial(one.estate.attribute, old, attribute), "")
        after = other.attempt(new.place, partial(other.estate.attribute, new, attribute), "")
        if before and after:
            yield before, after


def pairs(before: Side, after: Side) -> Iterable[tuple[str, Role | None, Role | None]]:
    """Every role of either side with its environment, as it was and as it is."""
    for key in sorted(before.roles.keys() | after.roles.keys()):
        yield key[0], before.roles.get(key), after.roles.get(key)
