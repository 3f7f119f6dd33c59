"""Which roles a team has where."""

from itertools import combinations
from typing import get_args

import pytest

from mlplatform.settings import Environment, Kind, Machine, Names, Persona, User, load_organisation
from mlplatform.settings.roles import DATA_USERS, ROLES, STUDIO_PERSONAS, data_users_of, has_profile, machines_of
from mlplatform.settings.roles import personas_of as personas
from tests.conftest import ROOT

[SAMPLE] = load_organisation(ROOT / "config" / "minimal.yaml").environments
KINDS = get_args(Kind)


def of(*kinds: Kind) -> Environment:
    return SAMPLE.model_copy(update={"kinds": kinds})


WHERE: dict[str, str] = {
    "data-scientist": "workbench",
    "lead": "hub workbench serving",
    "data-engineer": "workbench serving",
    "ml-engineer": "hub workbench serving",
    "mlops-approver": "hub serving",
    "auditor": "hub workbench serving",
    "prepare": "workbench",
    "train": "workbench",
    "evaluate": "workbench",
    "pipeline": "workbench",
    "serve": "serving",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_is_made_where_it_has_work(kind: Kind) -> None:
    assert [*personas(of(kind)), *machines_of(of(kind))] == [who for who, where in WHERE.items() if kind in where]


def test_every_kind_of_environment_is_in_the_tables() -> None:
    assert set(ROLES) == set(DATA_USERS) == set(KINDS)


def test_all_kinds_have_the_union() -> None:
    assert personas(of(*KINDS)) == tuple(Persona)
    assert machines_of(of(*KINDS)) == tuple(Machine)
    assert set(data_users_of(of(*KINDS))) == {*Persona, *Machine} - {Persona.AUDITOR, Persona.MLOPS_APPROVER}


@pytest.mark.parametrize("kind", KINDS)
def test_who_touches_data_has_a_role_there(kind: Kind) -> None:
    assert set(data_users_of(of(kind))) <= {*personas(of(kind)), *machines_of(of(kind))}


@pytest.mark.parametrize("persona", Persona)
def test_everybody_but_the_approver_has_a_profile(persona: Persona) -> None:
    user = User(name="anna", team="a1", persona=persona)
    assert has_profile(user) == (persona in STUDIO_PERSONAS) == (persona != "mlops-approver")


def test_no_role_of_one_team_is_called_like_another_teams() -> None:
    """`<team>-<role>` could be read as `<team>-<more>` and a shorter role, if a role's name ended in another's."""
    every = [str(role) for role in (*Persona, *Machine, "admin")]
    assert [(a, b) for a, b in combinations(every, 2) if a.endswith(f"-{b}") or b.endswith(f"-{a}")] == []
    names = Names(organisation="acme", environment="main")
    assert names.role("prepare", "forecasting") == "acme-main-forecasting-prepare"
