"""What has become of what the lock holds: pure comparison, without words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .file import Held, Lock, LockedEnvironment, LockedStack
from .references import Place


class Kind(StrEnum):
    """What may become of it."""

    REPLACED = "replaced"
    REMOVED = "removed"
    RENAMED = "renamed"
    RENUMBERED = "renumbered"
    ABANDONED = "abandoned"


PERMITTED_BY = {
    Kind.REPLACED: ("replace",),
    Kind.REMOVED: ("remove",),
    Kind.RENAMED: ("rename", "remove"),
    Kind.RENUMBERED: ("renumber",),
    Kind.ABANDONED: ("remove",),
}
"""The actions of `moves:` that permit each kind; the first one is what is proposed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that the lock holds and that is not as it was.

    Args:
        what: `<stack>/<logical id>`, `<environment>/<domain>` or `<environment>`: as `moves:` names it.
        held: The resource as the lock holds it; None for what comes and goes with people.
        differs: Paths of its create-only properties that differ.
        now: The resource as it stands in the templates, under its own or its new logical id.
        to: Where it stands now, if it was renamed.
        numbers: Shards that are held, and shards now.
    """

    kind: Kind
    what: str
    type: str = ""
    held: Held | None = None
    now: Held | None = None
    differs: tuple[str, ...] = ()
    to: Place | None = None
    numbers: tuple[int, int] = (0, 0)


def changes(
    locked: Lock, present: Lock, *, environments: frozenset[str], renamed: Mapping[Place, Place]
) -> list[Change]:
    """Every change between the lock and what was synthesized.

    Args:
        environments: Every environment that the organisation's file has; those without a place in `present` were left
            out of this synth, and nothing is said of them.
        renamed: Places that were renamed with permission, new to old.
    """
    found: list[Change] = []
    for name in locked.environments:
        if name not in environments:
            found.append(Change(kind=Kind.ABANDONED, what=name))
        elif name in present.environments:
            found += _Comparison(locked, present, name, renamed).changes()
    return found


class _Comparison:
    """One environment, as it is held and as it is."""

    def __init__(self, locked: Lock, present: Lock, environment: str, renamed: Mapping[Place, Place]) -> None:
        self._held, self._now = locked.environments[environment], present.environments[environment]
        self._environment = environment
        self._paths = {
            type_: [path for path in paths if path in present.create_only.get(type_, ())]
            for type_, paths in locked.create_only.items()
        }
        self._order = (locked.create_only, present.create_only)
        self._places = dict(_places(self._now))
        self._old_places = dict(_places(self._held))
        self._new_of = {old: new for new, old in renamed.items()}

    def changes(self) -> Iterator[Change]:
        yield from self._renumbered()
        gone: dict[Place, Held] = {}
        for place, held in self._old_places.items():
            now = self._places.get(self._new_of.get(place, place))
            if now is None or now.type != held.type:
                gone[place] = held
            elif differs := self._differs(held, now):
                yield Change(kind=Kind.REPLACED, what=place, type=held.type, held=held, now=now, differs=differs)
        yield from self._gone(gone)
        for stack, held_stack in self._held.stacks.items():
            yield from self._passing(stack, held_stack)

    def _renumbered(self) -> Iterator[Change]:
        for domain, count in self._held.shards.items():
            now = self._now.shards.get(domain, count)
            if now != count:
                what = f"{self._environment}/{domain}"
                yield Change(kind=Kind.RENUMBERED, what=what, numbers=(count, now))

    def _differs(self, held: Held, now: Held) -> tuple[str, ...]:
        paths = self._paths.get(held.type, ())
        return tuple(path for path in paths if held.create_only.get(path) != now.create_only.get(path))

    def _gone(self, gone: Mapping[Place, Held]) -> Iterator[Change]:
        """Each is renamed, if something new is like it in all that is create-only; the most alike names go together."""
        known = {*self._old_places, *self._new_of.values()}
        new = {place: one for place, one in self._places.items() if place not in known}
        pairs = sorted(
            (-_likeness(old, place), old, place)
            for old, held in gone.items()
            for place, one in new.items()
            if one.type == held.type and not self._differs(held, one)
        )
        target: dict[Place, Place] = {}
        for _, old, place in pairs:
            if old not in target and place not in target.values():
                target[old] = place
        for old, held in gone.items():
            to = target.get(old)
            kind, now = (Kind.RENAMED, self._places[to]) if to else (Kind.REMOVED, None)
            yield Change(kind=kind, what=old, type=held.type, held=held, now=now, to=to)

    def _passing(self, stack: str, held: LockedStack) -> Iterator[Change]:
        now = self._now.stacks.get(stack, LockedStack())
        for type_, digests in held.passing.items():
            before, after = (order.get(type_, ()) for order in self._order)
            present = now.passing.get(type_, {})
            for logical_id, text in digests.items():
                current = present.get(logical_id, text)
                if current == text and before == after:
                    continue
                old, new = _by_path(before, text), _by_path(after, current)
                if differs := tuple(path for path in self._paths.get(type_, ()) if old.get(path) != new.get(path)):
                    yield Change(kind=Kind.REPLACED, what=f"{stack}/{logical_id}", type=type_, differs=differs)


def _by_path(paths: tuple[str, ...], text: str) -> dict[str, str]:
    return dict(zip(paths, text.split("."), strict=False))


def _places(environment: LockedEnvironment) -> Iterator[tuple[Place, Held]]:
    for stack, content in environment.stacks.items():
        for logical_id, held in content.resources.items():
            yield f"{stack}/{logical_id}", held


def _likeness(one: Place, other: Place) -> float:
    return SequenceMatcher(None, one, other).ratio()
