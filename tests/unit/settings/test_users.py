"""The CSV of users."""

from itertools import islice

import pytest

from mlplatform.settings import Organisation, names
from mlplatform.settings.rules.profiles import MOST_IN_SHARD

from .conftest import Check

HEADER = "user,team,persona\n"
PER_TEAM = ("domains: shared", "domains: per-team")
TWO_TEAMS = ("teams:\n", 'teams:\n  - {name: pricing, cost_centre: "1", monthly_budget_usd: 1}\n')


@pytest.mark.parametrize(
    "users",
    [
        f"\ufeff{HEADER}anna,forecasting,lead\n".encode(),
        b"user,team,persona\r\nanna,forecasting,lead\r\n",
        b"user,team,persona\ranna,forecasting,lead",
        b"persona,user,team\nlead,anna,forecasting\n",
        b' user , team ,persona\n\n,,\n" anna ","forecasting",  lead\n\n',
    ],
    ids=["byte order mark", "CRLF", "CR", "other order", "spaces, quotes and blank lines"],
)
def test_what_spreadsheets_write(check: Check, users: bytes) -> None:
    organisation = check(users=users)
    assert isinstance(organisation, Organisation), organisation
    assert [(user.name, user.team, user.persona) for user in organisation.users] == [("anna", "forecasting", "lead")]


def test_a_team_needs_a_user(check: Check) -> None:
    mistakes = check(users=HEADER)
    assert isinstance(mistakes, tuple)
    (mistake,) = mistakes
    assert (mistake.key, mistake.found) == ("teams[0].name", "forecasting, in which there is no user")
    assert "NAME,forecasting,lead" in mistake.fix


@pytest.mark.parametrize(
    ("users", "line", "key", "fix"),
    [
        ("", 1, "", "add that line"),
        ("user;team;persona\na;b;c\n", 1, "", "commas"),
        ("user,team\nanna,forecasting\n", 1, "persona", "add persona"),
        ("user,team,persona,user\n", 1, "user", "remove the second"),
        ("user,team,persona,age\n", 1, "age", "remove the column"),
        (f"{HEADER}anna,forecasting\n", 2, "", "one value for each column"),
        (f"{HEADER}anna,forecasting,lead,x\n", 2, "", "one value for each column"),
        (f'{HEADER}\n"anna,forecasting,lead\n', 3, "", "check the quotes"),
        (f"{HEADER}anna,forcasting,lead\n", 2, "team", "forecasting?"),
        (f"{HEADER}anna,forecasting,leed\n", 2, "persona", "lead?"),
        (f"{HEADER}anna,forecasting,\n", 2, "persona", "mlops-approver or auditor"),
        (f"{HEADER}jörg,forecasting,lead\n", 2, "user", "signs in"),
        (f"{HEADER},forecasting,lead\n", 2, "user", "signs in"),
        (
            f"{HEADER}anna,forecasting,lead\nbo,forecasting,lead\nanna,forecasting,data-engineer\n",
            4,
            "user",
            "one of the two",
        ),
        (f"{HEADER}anna.b,forecasting,lead\nAnna-B,forecasting,lead\n", 3, "user", "rename"),
        (f"{HEADER}{'a' * 63}x,forecasting,lead\n{'a' * 63}y,forecasting,lead\n", 3, "user", "rename"),
        (f"{HEADER}forecasting.service,forecasting,lead\n", 2, "user", "another name"),
    ],
)
def test_one_mistake(check: Check, users: str, line: int, key: str, fix: str) -> None:
    mistakes = check(users=users)
    assert isinstance(mistakes, tuple)
    assert [(mistake.line, mistake.key) for mistake in mistakes] == [(line, key)], "\n".join(map(str, mistakes))
    assert fix in mistakes[0].fix
    assert mistakes[0].file.endswith("-users.csv")


def test_unknown_column_suggests_the_missing_one(check: Check) -> None:
    mistakes = check(users="user,team,persna\n")
    assert isinstance(mistakes, tuple)
    assert {mistake.fix for mistake in mistakes} == {
        "add persona to the first line of the file",
        "did you mean persona?",
    }


def test_not_utf_8(check: Check) -> None:
    mistakes = check(users=HEADER.encode() + "jörg,forecasting,lead\n".encode("latin-1"))
    assert isinstance(mistakes, tuple)
    assert [(mistake.line, mistake.found) for mistake in mistakes] == [(2, "the byte 0xf6, which is not UTF-8")]


@pytest.mark.parametrize("path", ["nobody.csv", ".", "a\\0b.csv"])
def test_users_that_are_no_file(check: Check, path: str) -> None:
    mistakes = check(("users: minimal-users.csv", f'users: "{path}"'))
    assert isinstance(mistakes, tuple)


def test_a_user_in_two_teams(check: Check) -> None:
    users = f"{HEADER}anna,forecasting,lead\nanna,pricing,lead\n"
    refused = check(TWO_TEAMS, users=users)
    assert isinstance(refused, tuple)
    assert [(mistake.line, mistake.key) for mistake in refused] == [(3, "team")]
    assert "per-team" in refused[0].fix
    assert isinstance(check(TWO_TEAMS, PER_TEAM, users=users), Organisation)


def test_profiles_collide_within_a_domain_only(check: Check) -> None:
    users = f"{HEADER}anna.b,forecasting,lead\nanna-b,pricing,lead\n"
    assert isinstance(check(TWO_TEAMS, users=users), tuple)
    assert isinstance(check(TWO_TEAMS, PER_TEAM, users=users), Organisation)


def test_full_shard_names_a_number_that_fits(check: Check) -> None:
    users = HEADER + "".join(f"user-{number},forecasting,lead\n" for number in range(MOST_IN_SHARD + 1))
    mistakes = check(users=users)
    assert isinstance(mistakes, tuple)
    assert [mistake.key for mistake in mistakes] == ["environments[0].studio.user_shards"]
    assert mistakes[0].fix.startswith("write 4")
    assert isinstance(check(("user_shards: 1", "user_shards: 4"), users=users), Organisation)
    assert isinstance(check(users=users.rsplit("\n", 2)[0]), Organisation)


def test_the_fullest_shard_counts_and_not_the_mean(check: Check) -> None:
    """Seven users in a shard on average, and one too many in one of them."""
    crowd = (name for name in (f"user-{number}" for number in range(40_000)) if names.shard_of(name, 64) == 7)
    users = HEADER + "".join(f"{name},forecasting,lead\n" for name in islice(crowd, MOST_IN_SHARD + 1))
    sixty_four = ("user_shards: 1", "user_shards: 64")
    mistakes = check(sixty_four, users=users)
    assert isinstance(mistakes, tuple)
    assert mistakes[0].found == "64, and 401 users in shard 07"
    assert mistakes[0].fix == "choose domains: per-team, so that each team has shards of its own"
    assert isinstance(check(sixty_four, users=users.rsplit("\n", 2)[0]), Organisation)
    apart = check(sixty_four, PER_TEAM, users=users)
    assert isinstance(apart, tuple)
    assert apart[0].found == "64, and 401 users in shard 07 of the domain of forecasting"
    assert apart[0].fix == "divide the team into teams with domains of their own"


def test_domains_of_their_own_have_shards_of_their_own(check: Check) -> None:
    users = HEADER + "".join(
        f"user-{number},{team},lead\n" for team in ("forecasting", "pricing") for number in range(MOST_IN_SHARD)
    )
    assert isinstance(check(TWO_TEAMS, PER_TEAM, users=users), Organisation)


def test_ten_thousand_users_in_sixty_four_shards(check: Check) -> None:
    users = HEADER + "".join(f"user-{number},forecasting,data-scientist\n" for number in range(10_000))
    organisation = check(("user_shards: 1", "user_shards: 64"), users=users)
    assert isinstance(organisation, Organisation)
    assert len({names.shard_of(user.name, 64) for user in organisation.users}) == 64
