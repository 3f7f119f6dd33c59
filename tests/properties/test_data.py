"""Buckets, databases and data policies of each team, by property."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.properties.estate import Estate, Fault, Resource, Templates, change
from tests.properties.policies import POLICY, ROLE, attached, statements

BUCKET, BUCKET_POLICY, ALIAS = "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Alias"
DATABASE, WORKGROUP = "AWS::Glue::Database", "AWS::Athena::WorkGroup"
STACK = "-Data-"
POLICIES_OF_A_ROLE = 10
Check = Callable[[Estate], list[str]]


def team(resource: Resource) -> str:
    return resource.stack.split(STACK)[1]


def of_teams(estate: Estate, type_: str) -> list[Resource]:
    return [resource for resource in estate.of(type_) if STACK in resource.stack]


def team_key(estate: Estate, name: str) -> str:
    """The ARN of a team's key, as references give it."""
    [alias] = [a for a in estate.of(ALIAS) if str(a.properties["AliasName"]).endswith(f"/team/{name}")]
    return str(alias.properties["TargetKeyId"]).replace(">>", ".Arn>>")


def under_another_key(estate: Estate) -> list[str]:
    """Buckets whose default is not their own team's key, or whose policy knows another."""
    found = []
    for bucket in of_teams(estate, BUCKET):
        [rule] = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        default = rule["ServerSideEncryptionByDefault"]
        found += [bucket.name] if default["KMSMasterKeyID"] != team_key(estate, team(bucket)) else []
    for policy in of_teams(estate, BUCKET_POLICY):
        [row] = [row for row in policy.properties["PolicyDocument"]["Statement"] if row["Sid"] == "OwnKeyOnly"]
        keys = set(row["Condition"]["StringNotEquals"].values())
        found += [policy.name] if keys != {team_key(estate, team(policy))} else []
    return found


def unlogged(estate: Estate) -> list[str]:
    """Accesses go to the access-log bucket of Foundation, each bucket's below a prefix of its own."""
    [log] = [f"<<{bucket.name}>>" for bucket in estate.of(BUCKET) if bucket.stack.endswith("-Foundation")]
    seen: set[str] = set()
    found = []
    for bucket in of_teams(estate, BUCKET):
        logging = bucket.properties.get("LoggingConfiguration", {})
        prefix = logging.get("LogFilePrefix", "")
        found += [bucket.name] if logging.get("DestinationBucketName") != log or prefix in {*seen, ""} else []
        seen.add(prefix)
    return found


def allowing(estate: Estate) -> list[str]:
    """A policy of a team's bucket opens nothing in its account: there, who may do what stands with the roles."""
    rows = [(p, row) for p in of_teams(estate, BUCKET_POLICY) for row in p.properties["PolicyDocument"]["Statement"]]
    return [policy.name for policy, row in rows if row["Effect"] != "Deny" and not _serves(row, policy, estate)]


def _serves(row: dict[str, Any], policy: Resource, estate: Estate) -> bool:
    """What serves the team's models in another account reads their files, and those alone."""
    account = re.fullmatch(r"arn:aws:iam::(\d{12}):root", str(row["Principal"].get("AWS")))
    role = str(row["Condition"].get("ArnEquals", {}).get("aws:PrincipalArn", ""))
    if not account or account[1] == estate.account or not role.endswith(f"-{team(policy)}-serve"):
        return False
    reached = row["Resource"] if row["Action"] == "s3:GetObject" else row["Condition"]["StringLike"]["s3:prefix"]
    return (
        row["Action"] in ("s3:GetObject", "s3:ListBucket")
        and f"::{account[1]}:" in role
        and all(f"artefacts/{team(policy)}-" in one for one in reached)
    )


def on_nobody(estate: Estate) -> list[str]:
    """Data policies that are attached to anything but one role of the same team that these templates make."""
    roles = {str(role.properties.get("RoleName")) for role in estate.of(ROLE)}
    found = []
    for policy in of_teams(estate, POLICY):
        names = policy.properties.get("Roles", [])
        own = [name for name in names if name in roles and f"-{team(policy)}-" in name]
        found += [policy.name] if len(names) != 1 or own != names else []
    return found


def elsewhere(estate: Estate) -> list[str]:
    """Objects, in a policy, of buckets that are not of the same stack. A Deny may be about all there are."""
    every = [(p, row) for p in of_teams(estate, POLICY) for row in statements(p) if "s3:" in str(row["Action"])]
    rows = [(p, row) for p, row in every if (row["Effect"], row["Resource"]) != ("Deny", "*")]
    return [p.name for p, row in rows if not _all_of(p.stack, row["Resource"]) and not _reads_models(row, p, estate)]


def _reads_models(row: dict[str, Any], policy: Resource, estate: Estate) -> bool:
    """The team's model files in an account that trains, where they are read by what serves them."""
    accounts = row.get("Condition", {}).get("StringEquals", {}).get("aws:ResourceAccount", [])
    reached = row["Resource"] if row["Action"] == ["s3:GetObject"] else [row["Condition"]["StringLike"]["s3:prefix"]]
    models = all(f"artefacts/{team(policy)}-" in one for one in reached)
    return row["Action"] in (["s3:GetObject"], ["s3:ListBucket"]) and models and bool(set(accounts) - {estate.account})


def _all_of(stack: str, resources: list[str]) -> bool:
    return all(resource.startswith(f"<<{stack}/Lake") for resource in resources)


def unenforced(estate: Estate) -> list[str]:
    """Workgroups that let clients choose, or whose results are for another key than the team's."""
    found = []
    for group in estate.of(WORKGROUP):
        settings = group.properties["WorkGroupConfiguration"]
        key = settings["ResultConfiguration"]["EncryptionConfiguration"]["KmsKey"]
        enforced = settings.get("EnforceWorkGroupConfiguration") is True
        found += [group.name] if not enforced or key != team_key(estate, team(group)) else []
    return found


def too_many_policies(estate: Estate) -> list[str]:
    return [role.name for role in estate.of(ROLE) if len(attached(estate, role)) > POLICIES_OF_A_ROLE]


CHECKS = (under_another_key, unlogged, allowing, on_nobody, elsewhere, unenforced, too_many_policies)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert bool(of_teams(each, BUCKET)) == bool({"workbench", "serving"} & each.kinds)
    assert check(each) == []


@pytest.fixture(scope="module")
def with_tables(synthesized: Callable[[str], Any]) -> Estate:
    """Two teams with databases and workgroups."""
    return Estate(synthesized("adopted-network").templates)


def _lake(type_: str, edit: Callable[[dict[str, Any]], object]) -> Fault:
    return change(type_, edit, stack=STACK)


def _attached_elsewhere(policy: dict[str, Any]) -> None:
    policy["Roles"] = [policy["Roles"][0].replace("asset-health", "grid-load")]


def _first_statement(policy: dict[str, Any], **changes: Any) -> None:
    policy["PolicyDocument"]["Statement"][0].update(changes)


def _of_another_team(templates: Templates) -> None:
    """Every reference to one team's key becomes one to another's."""
    for template in templates.values():
        for resource in template["Resources"].values():
            if resource["Type"] == ALIAS and resource["Properties"]["AliasName"].endswith("/team/grid-load"):
                resource["Properties"]["AliasName"] = "alias/hydro-ml/team/asset-health"
            elif resource["Type"] == ALIAS and resource["Properties"]["AliasName"].endswith("/team/asset-health"):
                resource["Properties"]["AliasName"] = "alias/hydro-ml/team/grid-load"


def _many_policies(templates: Templates) -> None:
    stack = next(template["Resources"] for name, template in templates.items() if STACK in name)
    policy = next(resource for resource in stack.values() if resource["Type"] == POLICY)
    stack.update({f"Seeded{index}": policy for index in range(POLICIES_OF_A_ROLE)})


FAULTS: list[tuple[Check, Fault]] = [
    (under_another_key, _of_another_team),
    (unlogged, _lake(BUCKET, lambda bucket: bucket.pop("LoggingConfiguration"))),
    (unlogged, _lake(BUCKET, lambda bucket: bucket["LoggingConfiguration"].pop("LogFilePrefix"))),
    (allowing, _lake(BUCKET_POLICY, lambda policy: _first_statement(policy, Effect="Allow"))),
    (on_nobody, _lake(POLICY, _attached_elsewhere)),
    (on_nobody, _lake(POLICY, lambda policy: policy.update(Roles=["hydro-ml-asset-health-nobody"]))),
    (elsewhere, _lake(POLICY, lambda policy: _first_statement(policy, Resource=["arn:aws:s3:::hydro-other/*"]))),
    (unenforced, change(WORKGROUP, lambda g: g["WorkGroupConfiguration"].update(EnforceWorkGroupConfiguration=False))),
    (unenforced, _of_another_team),
    (too_many_policies, _many_policies),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(with_tables: Estate, check: Check, fault: Fault) -> None:
    assert check(with_tables.broken(fault))


def test_databases_and_workgroups_follow_the_features(estate: Estate, with_tables: Estate) -> None:
    assert estate.of(DATABASE, WORKGROUP) == []
    assert len(with_tables.of(DATABASE)) == 2 * 3
    [settings] = with_tables.of("AWS::Glue::DataCatalogEncryptionSettings")
    assert settings.stack.endswith("-Foundation")
