"""What of a baseline is what now: by its place, by its name, by what it is; so that a renamed thing is no change."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from mlplatform.access.identity import generated

Thing = TypeVar("Thing")


class HasPlace(Protocol):
    """What stands somewhere in a template."""

    @property
    def place(self) -> str: ...


Placed = TypeVar("Placed", bound=HasPlace)
PATTERNS = ("{stack}-{id}-{hex:.12}", "{uuid}", "{hex:.17}", "d-{hex:.12}")
"""What stands for the ids and names that only CloudFormation knows; see `mlplatform.access.identity`."""


@dataclass(frozen=True, kw_only=True)
class Pairs(Generic[Thing]):
    """Things that are in both, and those in one only."""

    both: tuple[tuple[Thing, Thing], ...]
    gone: tuple[Thing, ...]
    new: tuple[Thing, ...]

    def places(self: "Pairs[Placed]") -> Iterator[tuple[str, str]]:
        """Where the things that are in both stood, and where they stand."""
        return ((one.place, other.place) for one, other in self.both)


def pair(before: Sequence[Thing], after: Sequence[Thing], *keys: Callable[[Thing], Hashable]) -> Pairs[Thing]:
    """Pairs what the first key calls equal, what is left by the next, and so on; equals in their order."""
    both, gone, new = list[tuple[Thing, Thing]](), list(before), list(after)
    for key in keys:
        waiting: dict[Hashable, list[Thing]] = {}
        for thing in new:
            waiting.setdefault(key(thing), []).append(thing)
        left = []
        for thing in gone:
            if candidates := waiting.get(key(thing)):
                both.append((thing, candidates.pop(0)))
            else:
                left.append(thing)
        gone, new = left, [thing for found in waiting.values() for thing in found]
    return Pairs(both=tuple(both), gone=tuple(gone), new=tuple(new))


class Renames:
    """Places of a baseline, and all that is made from them, as they are called now.

    Example:
        >>> Renames([("stack/Old", "stack/New")]).of("stack/Old")
        'stack/New'
    """

    def __init__(self, places: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]] = ()) -> None:
        self._now: dict[str, str] = {}
        for old, new in places:
            if old and new and old != new:
                self._now |= dict(zip(_made_of(old), _made_of(new), strict=True))
        self._names = {old: new for old, new in names if old != new}
        longest_first = sorted(self._now, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def of(self, text: str) -> str:
        """A text of the baseline in today's names."""
        text = self._names.get(text, text)
        return self._pattern.sub(lambda found: self._now[found[0]], text) if self._pattern else text

    def all(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(map(self.of, texts)))


def _made_of(place: str) -> list[str]:
    stack, _, logical_id = place.partition("/")
    texts = [generated(pattern, stack, logical_id) for pattern in PATTERNS]
    return [texts[0].lower(), place, *texts]


def without_own_names(place: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Texts that say the same for two things that differ in their place only."""
    return Renames([(place, "-/-")]).all(texts)


def lines_that_differ(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """What stands only in one and only in the other, line by line."""
    return "\n".join(_beyond(before, after)), "\n".join(_beyond(after, before))


def _beyond(some: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    left = list(others)
    for text in some:
        if text in left:
            left.remove(text)
        else:
            yield text
