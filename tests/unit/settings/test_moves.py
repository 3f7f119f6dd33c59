"""The entries of `moves:`, and what is wrong with them."""

import pytest

from mlplatform.settings import Move, Organisation
from tests.unit.settings.conftest import Check

USERS = "users: minimal-users.csv\n"
GOOD = "{action: remove, what: acme-main-Foundation/KeysTeamPricing0A1B2C3D, reason: Team dissolved in November}"


def _with(*entries: str) -> tuple[str, str]:
    return USERS, f"{USERS}moves:\n" + "".join(f"  - {entry}\n" for entry in entries)


def test_an_entry_as_read(check: Check) -> None:
    organisation = check(_with(GOOD))
    assert isinstance(organisation, Organisation)
    what = "acme-main-Foundation/KeysTeamPricing0A1B2C3D"
    assert organisation.moves == (Move(action="remove", what=what, reason="Team dissolved in November"),)


def test_there_are_none_by_default(check: Check) -> None:
    organisation = check()
    assert isinstance(organisation, Organisation)
    assert organisation.moves == ()


@pytest.mark.parametrize(
    ("entry", "key", "words"),
    [
        ("{action: delete, what: a-b/C, reason: Team dissolved in November}", "action", "remove, replace, rename or"),
        ("{action: remove, what: a b, reason: Team dissolved in November}", "what", "the refused synth prints"),
        ("{action: remove, what: ab/C/d, reason: Team dissolved in November}", "what", "the refused synth prints"),
        ("{action: remove, what: ab/C}", "reason", "Why what is lost"),
        ("{action: remove, what: ab/C, reason: why not}", "reason", "15 to 500 characters"),
        (
            "{action: remove, what: ab/C, to: ab/D, reason: Team dissolved in November}",
            "to",
            "to where action is rename",
        ),
        ("{action: rename, what: ab/C, reason: Team dissolved in November}", "", "to where action is rename"),
        ("{action: remove, what: ab/C, why: x, reason: Team dissolved in November}", "why", "one of the keys"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(check: Check, entry: str, key: str, words: str) -> None:
    mistakes = check(_with(entry))
    assert isinstance(mistakes, tuple)
    (mistake,) = mistakes
    assert mistake.key == ".".join(part for part in ("moves[0]", key) if part)
    assert words in f"{mistake.expected} {mistake.fix}"


def test_an_entry_stands_there_once(check: Check) -> None:
    mistakes = check(_with(GOOD, GOOD))
    assert isinstance(mistakes, tuple)
    assert [mistake.key for mistake in mistakes] == ["moves[1]"]
