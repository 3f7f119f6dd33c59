"""Customer-managed keys by property: closed, rotating, kept."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.settings import Organisation, load_organisation
from tests.conftest import ROOT, Assembly
from tests.properties.conftest import ENVIRONMENTS, environment_of
from tests.properties.estate import Estate, Fault, Resource, change
from tests.properties.policies import ROLE, actions, as_list, granted
from tests.unit.identity.reference import arn_formats, exists

KEY, ALIAS = "AWS::KMS::Key", "AWS::KMS::Alias"
USING = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:CreateGrant"}
Check = Callable[[Estate], list[str]]


def rows(key: Resource) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = key.properties["KeyPolicy"]["Statement"]
    return found


def not_kept(estate: Estate) -> list[str]:
    wanted = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    return [key.name for key in estate.of(KEY) if {name: key.raw.get(name) for name in wanted} != wanted]


def not_rotating(estate: Estate) -> list[str]:
    wanted = {"EnableKeyRotation": True, "PendingWindowInDays": 30}
    return [key.name for key in estate.of(KEY) if {name: key.properties.get(name) for name in wanted} != wanted]


def open_to_anyone(estate: Estate) -> list[str]:
    """Principals are an account or a service; an account uses a key only through a condition on who it is."""
    return [
        f"{key.name} {row['Sid']}"
        for key in estate.of(KEY)
        for row in rows(key)
        if not (_is_account(row["Principal"], estate, row) or set(row["Principal"]) == {"Service"})
        or (USING & set(actions(row)) and not row.get("Condition"))
        or any("*" in action for action in actions(row))
    ]


def _is_account(principal: object, estate: Estate, row: dict[str, Any]) -> bool:
    """This account; or another one, of which named roles alone use the key."""
    if principal == {"AWS": f"arn:aws:iam::{estate.account}:root"}:
        return True
    other = principal.get("AWS") if isinstance(principal, dict) else None
    account = re.fullmatch(r"arn:aws:iam::(\d{12}):root", str(other))
    roles = as_list(row.get("Condition", {}).get("ArnLike", {}).get("aws:PrincipalArn", []))
    return account is not None and bool(roles) and all(f"::{account[1]}:role/volta-" in role for role in roles)


def services_of_others(estate: Estate) -> list[str]:
    """A service uses a key on behalf of this account only."""
    found = [(key, row) for key in estate.of(KEY) for row in rows(key) if "Service" in row["Principal"]]
    return [f"{key.name} {row['Sid']}" for key, row in found if estate.account not in str(row.get("Condition"))]


def useless_actions(estate: Estate) -> list[str]:
    """In a key policy only actions on keys do anything."""
    every = {action for key in estate.of(KEY) for row in rows(key) for action in actions(row)}
    return sorted(action for action in every if not exists(action) or "key" not in arn_formats(action))


def grants_for_people(estate: Estate) -> list[str]:
    """A grant is for an AWS service that keeps a volume open, never for a person."""
    wanted = {"kms:GrantIsForAWSResource": "true"}
    found = [(key, row) for key in estate.of(KEY) for row in rows(key) if "kms:CreateGrant" in actions(row)]
    return [key.name for key, row in found if row["Condition"].get("Bool") != wanted]


CHECKS = (not_kept, not_rotating, open_to_anyone, services_of_others, useless_actions, grants_for_people)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert check(each) == []


def _rows(key: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = key["KeyPolicy"]["Statement"]
    return found


def _lost(templates: dict[str, Any]) -> None:
    for template in templates.values():
        for resource in template["Resources"].values():
            resource.pop("DeletionPolicy", None)


def _every_service(key: dict[str, Any]) -> None:
    _rows(key).append({"Sid": "S", "Principal": {"Service": "logs.amazonaws.com"}, "Action": ["kms:Decrypt"]})


FAULTS: list[tuple[Check, Fault]] = [
    (not_kept, _lost),
    (not_rotating, change(KEY, lambda key: key.update(EnableKeyRotation=False))),
    (not_rotating, change(KEY, lambda key: key.update(PendingWindowInDays=7))),
    (open_to_anyone, change(KEY, lambda key: _rows(key)[0].update(Principal={"AWS": "*"}))),
    (open_to_anyone, change(KEY, lambda key: _rows(key)[0].update(Principal="*"))),
    (open_to_anyone, change(KEY, lambda key: _rows(key)[0]["Action"].append("kms:Decrypt"))),
    (open_to_anyone, change(KEY, lambda key: _rows(key)[0]["Action"].append("kms:*"))),
    (services_of_others, change(KEY, _every_service)),
    (useless_actions, change(KEY, lambda key: _rows(key)[0]["Action"].append("kms:ListAliases"))),
    (grants_for_people, change(KEY, lambda key: _rows(key)[1]["Action"].append("kms:CreateGrant"))),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


def users_of(estate: Estate, alias: str) -> set[str]:
    """The roles that a key's policy names."""
    [found] = [a for a in estate.of(ALIAS) if a.properties["AliasName"].endswith(alias)]
    key = estate.by_reference[found.properties["TargetKeyId"]]
    conditions = [row["Condition"].get("ArnLike", {}) for row in rows(key) if row.get("Condition")]
    arns = [arn for condition in conditions for arn in as_list(condition.get("aws:PrincipalArn", []))]
    return {arn.removeprefix(f"arn:aws:iam::{estate.account}:role/") for arn in arns}


USERS_OF_DATA = {
    "hub": "",
    "workbench": "data-scientist lead data-engineer ml-engineer prepare train evaluate pipeline",
    "serving": "data-engineer serve",
}
"""Who touches a team's data in which kind of environment, written down a second time."""


def readers_elsewhere(organisation: Organisation, estate: Estate, team: str) -> set[str]:
    """Endpoints of other accounts that read models trained here; tests/properties/test_model_path.py has their way."""
    if "workbench" not in estate.kinds or not any(project.team == team for project in organisation.projects):
        return set()
    serving = [one for one in organisation.environments if one.is_serving and one.account not in (None, estate.account)]
    return {f"arn:aws:iam::{one.account}:role/{organisation.name}-{one.name}-{team}-serve" for one in serving}


@pytest.mark.parametrize(("sample", "environment"), ENVIRONMENTS)
def test_a_teams_key_names_its_own_roles_and_no_others(
    synthesized: Callable[[str], Assembly], sample: str, environment: str
) -> None:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    estate = environment_of(organisation, environment, synthesized(sample))
    users = {who for kind in estate.kinds for who in USERS_OF_DATA[kind].split()}
    for team in organisation.teams:
        prefix = f"{organisation.name}-{environment}"
        projects = [one.name for one in organisation.projects if one.team == team.name]
        releases = {f"{prefix}-project_{project}-release" for project in projects if "serving" in estate.kinds}
        wanted = {f"{prefix}-{team.name}-{who}" for who in users} | releases
        wanted |= readers_elsewhere(organisation, estate, team.name)
        assert users_of(estate, f"/team/{team.name}") == wanted


@pytest.mark.parametrize(("sample", "environment"), ENVIRONMENTS)
def test_whom_a_teams_key_names_is_who_may_use_it(
    synthesized: Callable[[str], Assembly], sample: str, environment: str
) -> None:
    """The key's policy and the roles' policies are made from two tables; both must say the same."""
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    estate = environment_of(organisation, environment, synthesized(sample))
    for team in organisation.teams:
        of_team = [r for r in estate.of(ROLE) if f"-{team.name}-" in r.properties.get("RoleName", "")]
        using = {r.properties["RoleName"] for r in of_team if "UseTeamKey" in [g["Sid"] for g in granted(estate, r)]}
        named = {name for name in users_of(estate, f"/team/{team.name}") if "-project_" not in name}
        assert named == using | readers_elsewhere(organisation, estate, team.name)


def test_the_other_keys_name_who_they_are_for(estate: Estate) -> None:
    deployer = "cdk-*-cfn-exec-role-*"
    builders = ("data-scientist", "lead", "data-engineer", "ml-engineer")
    people = {f"acme-main-forecasting-{persona}" for persona in builders}
    machines = {f"acme-main-project_*-{who}" for who in ("build", "deploy", "package", "pipeline", "run", "start")}
    uploaders = {f"acme-main-forecasting-{persona}" for persona in ("lead", "ml-engineer")}
    assert users_of(estate, "/logs") == {"acme-main-function_*", "acme-main-project_*-pipeline"}
    # A hub makes no replicas; where they are made, tests/behaviour asks who lends the key.
    assert users_of(estate, "/artefacts") == {deployer, *machines, *uploaders}
    assert users_of(estate, "/domain") == {deployer, *people}


def test_where_homes_may_be_deleted_the_vault_and_its_role_have_the_domain_key(
    synthesized: Callable[[str], Assembly],
) -> None:
    minimal, adopted = (Estate(synthesized(sample).templates) for sample in ("minimal", "adopted-network"))
    [alias] = [a for a in adopted.of(ALIAS) if a.properties["AliasName"].endswith("/domain")]
    key = adopted.by_reference[alias.properties["TargetKeyId"]]
    named = [row for row in rows(key) if row["Sid"].startswith("Home")]
    assert [row["Sid"] for row in named] == ["HomeBackups", "HomeBackupsGrants", "HomeVault", "HomeVaultGrants"]
    for row in named[2:]:
        # Whoever makes the vault may be anyone of the account, and comes to no data: only AWS Backup does.
        assert row["Condition"]["StringEquals"] == {"kms:ViaService": "backup.eu-west-1.amazonaws.com"}
    [role] = [r for r in adopted.of(ROLE) if r.properties.get("RoleName", "").endswith("-service_home-backups")]
    assert named[0]["Condition"]["ArnLike"]["aws:PrincipalArn"] == [
        f"arn:aws:iam::111122223333:role/{role.properties['RoleName']}"
    ]
    assert {grant["Sid"] for grant in granted(adopted, role)} == {
        "ReadHomes",
        "KeepHomes",
        "EncryptHomes",
        "LendDomainKey",
    }
    assert not [r for r in minimal.of(ROLE) if "home-backups" in str(r.properties.get("RoleName"))]
