"""From templates to the lock of what stands in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlplatform.settings import Names

from .create_only import replacing, value_at
from .file import Held, Lock, LockedEnvironment, LockedStack
from .references import Bodies, Place, References
from .stateful import STATEFUL, is_held, is_kept

ABSENT = "-"
"""Stands for the digest of a value that is not there."""

_TEXT = json.JSONEncoder(sort_keys=True).encode
"""`json.dumps` would make such an encoder for each of seventy thousand values."""

DIGITS = 8
"""Of a digest: enough to tell two values of one property of one resource apart."""


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """What a synth was about.

    Args:
        organisation: Its name.
        shards: User shards of each Studio domain, of every environment that was synthesized.
        bodies: Its templates, by the names of their stacks.
        paths: Construct paths by place, where they are known: for people to read, never compared.
    """

    organisation: str
    shards: Mapping[str, Mapping[str, int]]
    bodies: Bodies
    paths: Mapping[Place, str] = field(default_factory=dict)

    def environment_of(self, stack: str) -> str | None:
        """The environment of a stack: names of stacks start with a capital, which no environment's name has."""
        return next((name for name in self.shards if is_stack_of(stack, self.organisation, name)), None)

    def resource(self, place: Place) -> Mapping[str, Any]:
        """A resource of a template; an empty one when it is not there."""
        stack, _, logical_id = place.partition("/")
        found: Mapping[str, Any] = self.bodies.get(stack, {}).get("Resources", {}).get(logical_id, {})
        return found


def is_stack_of(stack: str, organisation: str, environment: str) -> bool:
    """Whether a stack belongs to an environment of an organisation."""
    prefix = f"{Names(organisation=organisation, environment=environment).prefix}-"
    return stack.startswith(prefix) and stack[len(prefix) : len(prefix) + 1].isupper()


def take(synthesized: Synthesized, *, renamed: Mapping[Place, Place] | None = None) -> Lock:
    """The lock of these templates; references to renamed places (new to old) are taken for references to the old."""
    references = References(synthesized.bodies, renamed=renamed or {})
    environments = {
        name: LockedEnvironment(shards=dict(shards), stacks=dict(_stacks(synthesized, name, references)))
        for name, shards in synthesized.shards.items()
    }
    types = {type_ for environment in environments.values() for type_ in _types(environment)}
    return Lock(
        format=1,
        organisation=synthesized.organisation,
        create_only={type_: replacing(type_) for type_ in sorted(types)},
        environments=environments,
    )


def _stacks(synthesized: Synthesized, environment: str, references: References) -> Iterator[tuple[str, LockedStack]]:
    for stack, body in synthesized.bodies.items():
        if is_stack_of(stack, synthesized.organisation, environment):
            held = {key: one for key, one in body.get("Resources", {}).items() if is_held(one)}
            if held:
                yield stack, _stack(stack, held, synthesized.paths, references)


def _stack(
    stack: str, held: Mapping[str, Mapping[str, Any]], paths: Mapping[Place, str], references: References
) -> LockedStack:
    resources: dict[str, Held] = {}
    passing: dict[str, dict[str, str]] = {}
    digests = _Digests(references, stack)
    for logical_id, resource in held.items():
        type_, properties = resource["Type"], resource.get("Properties", {})
        if STATEFUL[type_].passes(properties):
            passing.setdefault(type_, {})[logical_id] = digests.of(type_, properties)
            continue
        values = {path: references.followed(value_at(properties, path), stack) for path in replacing(type_)}
        name = STATEFUL[type_].name
        resources[logical_id] = Held(
            type=type_,
            path=paths.get(f"{stack}/{logical_id}", ""),
            name=references.followed(value_at(properties, name), stack) if name else None,
            kept=is_kept(resource),
            create_only={path: value for path, value in values.items() if value is not None},
        )
    return LockedStack(resources=resources, passing=passing)


class _Digests:
    """Digests of the create-only values of what comes and goes with people; thousands of them share most values."""

    def __init__(self, references: References, stack: str) -> None:
        self._references, self._stack = references, stack
        self._known: dict[str, str] = {}

    def of(self, type_: str, properties: Mapping[str, Any]) -> str:
        """A short digest of each value, in the order of `replacing`."""
        return ".".join(self._digest(value_at(properties, path)) for path in replacing(type_))

    def _digest(self, value: Any) -> str:
        if value is None:
            return ABSENT
        text = _TEXT(value)
        known = self._known.get(text)
        if known is None:
            followed = _TEXT(self._references.followed(value, self._stack))
            known = self._known[text] = hashlib.sha256(followed.encode()).hexdigest()[:DIGITS]
        return known


def _types(environment: LockedEnvironment) -> Iterator[str]:
    for stack in environment.stacks.values():
        yield from (held.type for held in stack.resources.values())
        yield from stack.passing
