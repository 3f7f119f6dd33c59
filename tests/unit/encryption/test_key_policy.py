"""A key's policy says who uses the key, and says it once."""

from typing import Any

import pytest
from aws_cdk import App, Stack

from mlplatform.encryption import ClosedKey, KeyUse, PlatformKeys, ServiceUse
from mlplatform.encryption.key_policy import ADMINISTER, USE, key_policy
from mlplatform.settings import Names, load_organisation
from tests.conftest import ROOT
from tests.unit.identity.reference import arn_formats, exists

PEOPLE = KeyUse(sid="People", roles=("arn:role/a", "arn:role/b"))
BORROWERS = KeyUse(sid="Borrowers", roles=("arn:role/c",), grants=True)
LOGS = ServiceUse(sid="Logs", service="logs.amazonaws.com", conditions={"ArnLike": {"k": "v"}})


def by_sid(*uses: KeyUse, services: tuple[ServiceUse, ...] = ()) -> dict[str, Any]:
    return {row["Sid"]: row for row in key_policy(uses, services)["Statement"]}


@pytest.mark.parametrize("action", [*ADMINISTER, *USE])
def test_every_action_is_one_on_keys(action: str) -> None:
    assert exists(action)
    assert "key" in arn_formats(action)


def test_to_administer_is_not_to_use() -> None:
    assert set(ADMINISTER) & set(USE) == {"kms:DescribeKey"}
    assert "kms:CreateGrant" not in {*ADMINISTER, *USE}


def test_without_uses_nobody_uses_it() -> None:
    assert set(by_sid()) == {"Administer"}


def test_roles_are_named_in_a_condition_so_that_they_need_not_exist() -> None:
    row = by_sid(PEOPLE)["People"]
    assert row["Condition"] == {"ArnLike": {"aws:PrincipalArn": ["arn:role/a", "arn:role/b"]}}


def test_only_who_borrows_may_grant_and_to_services_only() -> None:
    rows = by_sid(PEOPLE, BORROWERS)
    assert set(rows) == {"Administer", "People", "Borrowers", "BorrowersGrants"}
    assert rows["BorrowersGrants"]["Action"] == ["kms:CreateGrant"]
    assert rows["BorrowersGrants"]["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_a_service_is_held_to_its_condition() -> None:
    row = by_sid(services=(LOGS,))["Logs"]
    assert row["Principal"] == {"Service": "logs.amazonaws.com"}
    assert row["Condition"] == {"ArnLike": {"k": "v"}}


def test_a_key_shows_an_arn_and_nothing_that_others_could_grant_on() -> None:
    key = ClosedKey(Stack(App(), "Stack"), "Key", alias="alias/a", description="d")
    public = {name for name in vars(key) if not name.startswith("_")}
    assert public == {"key_arn"}


def test_two_teams_have_two_keys() -> None:
    names = Names(organisation="acme", environment="main")
    [environment] = load_organisation(ROOT / "config" / "minimal.yaml").environments
    keys = PlatformKeys(Stack(App(), "Stack"), "Keys", names=names, environment=environment, teams=["grid-1", "grid1"])
    assert keys.of_team("grid-1") is not keys.of_team("grid1")
