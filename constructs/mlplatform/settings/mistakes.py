"""What is wrong with a configuration: each mistake with its place, and all of them in one report."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SHOWN = 10
"""Mistakes of one kind that the report shows in full: a wrong column in ten thousand lines is one thing to learn."""

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True, order=True)
class Mistake:
    """One mistake: where it is, what was found there, what was expected, and how to fix it."""

    file: str
    line: int
    key: str
    found: str
    expected: str
    fix: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """The same for mistakes that are made, and mended, in the same way at another place."""
        return self.file, _INDEX.sub("[]", self.key), self.expected

    @property
    def place(self) -> str:
        """Where it is, as a line of the report."""
        return f"  {self.file}:{self.line}  {self.key}" if self.key else f"  {self.file}:{self.line}"

    def __str__(self) -> str:
        return "\n".join(
            (
                self.place,
                f"    found     {self.found}",
                f"    expected  {self.expected}",
                f"    fix       {self.fix}",
            )
        )


class ConfigurationError(ValueError):
    """The configuration cannot be used; `str()` is the report, `mistakes` every one of them as data."""

    def __init__(self, *, file: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes):,} mistakes"
        super().__init__("\n\n".join([f"{file} has {count}:", *_shown(self.mistakes)]))


def _shown(mistakes: Sequence[Mistake]) -> Iterator[str]:
    """Each mistake in full; of a kind that has many, the first ones, and the number of the others at the next."""
    of_kind = Counter(mistake.kind for mistake in mistakes)
    seen: Counter[tuple[str, str, str]] = Counter()
    for mistake in mistakes:
        seen[mistake.kind] += 1
        more = of_kind[mistake.kind] - SHOWN
        if more <= 1 or seen[mistake.kind] <= SHOWN:
            yield str(mistake)
        elif seen[mistake.kind] == SHOWN + 1:
            yield f"{mistake.place}\n    and {more:,} more of this kind: {mistake.expected}"
