"""The Identity stack holds the roles of forty teams; more are refused where the file is read."""

import pytest

from mlplatform.settings import Mistake, Organisation
from tests.unit.settings.conftest import Check

ONE_TEAM = """    name: forecasting
    # Where the team's cost is booked: the cost-centre tag.
    cost_centre: "4711"
    # The largest size of the team's jobs: small, medium, large or huge. Policies deny instance types and run times
    # beyond it; the sizes stand in the contract.
    largest_size: large
    monthly_budget_usd: 1000
"""


def _teams(number: int) -> str:
    return ONE_TEAM + "".join(
        f'  - {{name: team-{n:02d}, cost_centre: "4711", monthly_budget_usd: 1000}}\n' for n in range(number - 1)
    )


def _users(number: int) -> str:
    """A user for each team."""
    others = "".join(f"user{n},team-{n:02d},lead\n" for n in range(number - 1))
    return f"user,team,persona\nanna,forecasting,lead\n{others}"


@pytest.mark.parametrize("number", [39, 40])
def test_forty_teams_are_taken(check: Check, number: int) -> None:
    assert isinstance(check((ONE_TEAM, _teams(number)), users=_users(number)), Organisation)


def test_one_more_is_refused(check: Check) -> None:
    mistakes = check((ONE_TEAM, _teams(41)), users=_users(41))
    assert isinstance(mistakes, tuple)
    (mistake,) = mistakes
    assert isinstance(mistake, Mistake)
    assert (mistake.key, mistake.found) == ("teams", "41 teams")


def test_a_list_that_was_meant_is_shown_as_an_example_on_one_line(check: Check) -> None:
    mistakes = check(("packs: [AwsSolutions, NIST.800.53.R5]", "packs: |\n    AwsSolutions\n    NIST.800.53.R5"))
    assert isinstance(mistakes, tuple)
    assert all(str(mistake).count("\n") == 3 for mistake in mistakes)
