"""A file with thousands of mistakes: a report that people read, in a time that they wait."""

import random
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pytest

from mlplatform.settings import ConfigurationError, load_organisation
from mlplatform.settings.mistakes import SHOWN, Mistake

CONFIG = Path(__file__).parents[3] / "config"
TEAMS = [f"long-name-of-team-{number:02d}" for number in range(39)]
LINES, WRONG = 10_000, 2_000
SECONDS = 2.0
"""Of CPU, for the whole report; a tenth of it was needed when this was written."""


def _mistake(line: int, key: str = "team", expected: str = "a team") -> Mistake:
    return Mistake(file="users.csv", line=line, key=key, found=f"x{line}", expected=expected, fix="write it")


def _report(*mistakes: Mistake) -> str:
    return str(ConfigurationError(file="org.yaml", mistakes=mistakes))


def _wrong_line(number: int, rng: random.Random) -> str:
    """One of five kinds; each word is another one, so that no answer is known from before."""
    team = rng.choice(TEAMS)
    return (
        f"user-{number},{team[:3]}{team[4:]}{number},lead",
        f"user-{number},{team},data-scientis-{number}",
        f"-jörg{number},{team},lead",
        f"user-{number},{team}",
        f"the-same,{TEAMS[0]},lead",
    )[number % 5]


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Forty teams, ten thousand lines of users; two thousand and one of them are wrong."""
    text = (CONFIG / "minimal.yaml").read_text().replace("user_shards: 1", "user_shards: 64")
    more = "".join(f'  - {{name: {name}, cost_centre: "1", monthly_budget_usd: 1}}\n' for name in TEAMS)
    (tmp_path / "minimal.yaml").write_text(text.replace("\nteams:\n", f"\nteams:\n{more}"))
    rng = random.Random(3)
    wrong = set(rng.sample(range(LINES), WRONG))
    rows = (
        _wrong_line(number, rng) if number in wrong else f"user-{number},{rng.choice(TEAMS)},auditor"
        for number in range(LINES)
    )
    (tmp_path / "minimal-users.csv").write_text("\n".join(["user,team,persona", *rows]))
    return tmp_path / "minimal.yaml"


def test_two_thousand_mistakes_are_one_readable_report_in_seconds(spoilt: Path) -> None:
    before = getrusage(RUSAGE_SELF)
    with pytest.raises(ConfigurationError) as caught:
        load_organisation(spoilt)
    report = str(caught.value)
    after = getrusage(RUSAGE_SELF)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS
    assert len(caught.value.mistakes) == WRONG - 1  # the first of those who are the same is right
    assert report.startswith(f"{spoilt} has 1,999 mistakes:")
    assert report.count("more of this kind: ") == 5
    assert report.count("    fix       ") == 5 * SHOWN
    assert report.count("did you mean") == 2 * SHOWN


def test_what_is_not_shown_is_counted_by_kind_at_the_next_place() -> None:
    mistakes = [_mistake(line) for line in range(2, 2_002)]
    report = _report(*mistakes, _mistake(5, key="persona", expected="a persona"))
    assert report.count("    found     ") == SHOWN + 1
    assert "found     x11\n" in report
    assert report.endswith("\n\n  users.csv:12  team\n    and 1,990 more of this kind: a team")


def test_no_kind_hides_another_file_key_or_expectation() -> None:
    crowd = [_mistake(line) for line in range(2, 100)]
    for other in (_mistake(500, key="user"), _mistake(500, expected="something else")):
        assert "x500" in _report(*crowd, other)


def test_entries_of_a_list_are_one_kind() -> None:
    report = _report(*(_mistake(line, key=f"teams[{line}].name") for line in range(50)))
    assert "and 40 more of this kind" in report


@pytest.mark.parametrize("many", [SHOWN, SHOWN + 1])
def test_one_more_is_shown_and_not_counted(many: int) -> None:
    report = _report(*map(_mistake, range(many)))
    assert report.count("    found     ") == many
    assert "more of this kind" not in report
