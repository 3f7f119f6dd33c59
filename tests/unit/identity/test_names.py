"""Names that meet in one scope: of two teams, of a team and the platform."""

from hypothesis import assume, given
from hypothesis import strategies as st

from mlplatform.settings.names import Names, pascal

WORDS = st.from_regex(r"[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
NAMES = Names(organisation="acme", environment="main")


@given(WORDS, WORDS)
def test_construct_ids_of_two_names_differ(one: str, other: str) -> None:
    assume(one != other)
    assert pascal(one) != pascal(other)


def test_construct_ids_are_pascal_case() -> None:
    assert [pascal(name) for name in ("risk-models", "grid-1", "grid1")] == ["RiskModels", "Grid-1", "Grid1"]


@given(WORDS)
def test_no_teams_role_is_a_functions(team: str) -> None:
    """The logs key names all functions by what their roles start with. A team may be called `function-x`."""
    functions = NAMES.function_role("")
    for name in (team, f"function-{team}", "function"):
        assert not NAMES.role("lead", name).startswith(functions)
