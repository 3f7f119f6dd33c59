"""The users of an organisation, from their CSV file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .closest import closest, one_of
from .mistakes import SHOWN, Mistake
from .people import USER_NAME, Persona, User
from .shown import shown_text
from .source import read_text
from .table import Row, read_table

COLUMNS = ("user", "team", "persona")

MOST_BYTES = 5_000_000
"""Some 150 000 users."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The valid users by their line, and what was wrong with the others."""

    file: str
    users: tuple[tuple[int, User], ...]
    mistakes: tuple[Mistake, ...]

    def mistake(self, line: int, key: str, *, found: str, expected: str, fix: str) -> Mistake:
        """A mistake on a line of the file."""
        return Mistake(file=self.file, line=line, key=key, found=found, expected=expected, fix=fix)


def read_roster(path: Path, *, teams: Iterable[str]) -> Roster:
    """The users in a file; raises `UnreadableError` when it cannot be read at all."""
    text = read_text(path, most_bytes=MOST_BYTES, noun="a CSV file of users")
    table = read_table(text, file=str(path), columns=COLUMNS)
    users: list[tuple[int, User]] = []
    mistakes = list(table.mistakes)
    known_teams = tuple(teams)
    wrong: Counter[str] = Counter()
    for row in table.rows:
        found = _row_mistakes(row, file=str(path), teams=known_teams, wrong=wrong)
        mistakes += found
        wrong.update(mistake.key for mistake in found)
        if not found:
            line, values = row
            users.append((line, User(name=values["user"], team=values["team"], persona=Persona(values["persona"]))))
    return Roster(file=str(path), users=tuple(users), mistakes=tuple(mistakes))


def _row_mistakes(row: Row, *, file: str, teams: tuple[str, ...], wrong: Counter[str]) -> list[Mistake]:
    """What is wrong with a row; `wrong` is how often each column was wrong so far."""
    line, values = row

    def closest_of(column: str, known: tuple[str, ...]) -> str:
        # To compare words costs a millisecond where there are many teams: only for what the report shows in full.
        return _did_you_mean(values[column], known) if wrong[column] <= SHOWN else f"write {one_of(known)}"

    mistakes = []
    if not USER_NAME.matches(values["user"]):
        mistakes.append(("user", USER_NAME.expected, USER_NAME.fix))
    if values["team"] not in teams and teams:
        mistakes.append(("team", f"a team of the organisation: {one_of(teams)}", closest_of("team", teams)))
    if values["persona"] not in tuple(Persona):
        mistakes.append(("persona", one_of(Persona), closest_of("persona", tuple(Persona))))
    return [
        Mistake(file=file, line=line, key=key, found=shown_text(values[key]), expected=expected, fix=fix)
        for key, expected, fix in mistakes
    ]


def _did_you_mean(word: str, known: tuple[str, ...]) -> str:
    best = closest(word, known)
    return f"did you mean {best}?" if best else f"write {one_of(known)}"
