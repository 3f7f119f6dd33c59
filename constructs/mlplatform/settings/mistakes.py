"""What is wrong with a configuration: each mistake with its place, and all of them in one report."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Mistake:
    """One mistake: where it is, what was found there, what was expected, and how to fix it."""

    file: str
    line: int
    key: str
    found: str
    expected: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return "\n".join(
            (
                f"  {place}  {self.key}" if self.key else f"  {place}",
                f"    found     {self.found}",
                f"    expected  {self.expected}",
                f"    fix       {self.fix}",
            )
        )


class ConfigurationError(ValueError):
    """The configuration cannot be used; `str()` is the full report, `mistakes` the same as data."""

    def __init__(self, *, file: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__("\n\n".join([f"{file} has {count}:", *map(str, self.mistakes)]))
