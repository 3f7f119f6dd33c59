"""A platform's life: nothing to change, users and guard-rails change, a change fails, all goes, all comes back.

The tests build on one another, in this order.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration import readme
from tools.cdk import Cdk, CdkError
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_QUESTIONS = {"CDK_FLAGS": "--yes --no-notices"}
LAST_TEAM = "    monthly_budget_usd: 1000\n"
PRICING = '  - {name: pricing, cost_centre: "4712", monthly_budget_usd: 500}\n'
PEOPLE = ("bo.ekman,forecasting,lead", "carin.holm,forecasting,data-scientist", "dag.berg,forecasting,data-scientist")
TAG = "data-classification"
USERS = "acme-main-Users-shared-00"
FOUNDATION = "acme-main-Foundation"
WITH_ANOTHER_GUARD_RAIL = """
import sys
sys.path[:0] = [{root!r}, {constructs!r}]
from mlplatform.identity import guard_rails
guard_rails.BOUNDARY_DENIES[-1]["Sid"] = "DenySelfApprovalRenamed"
import app
sys.exit(app.main())
"""


def _cdk(platform: LocalPlatform, folder: Path) -> Cdk:
    return Cdk(assembly=folder / "cdk.out", environment=platform.variables)


def _config(folder: Path, *users: str, teams: str = "", classification: str = "internal") -> Path:
    """The minimal organisation with other users, further teams, another tag on everything."""
    text = (ROOT / "config" / "minimal.yaml").read_text().replace(LAST_TEAM, LAST_TEAM + teams)
    (folder / "minimal.yaml").write_text(text.replace(f"{TAG}: internal", f"{TAG}: {classification}"))
    (folder / "minimal-users.csv").write_text("\n".join(("user,team,persona", *users)) + "\n")
    return folder / "minimal.yaml"


def _versions(platform: LocalPlatform) -> dict[str, Any]:
    """Stack to the time of its last change."""
    stacks = platform.client("cloudformation").describe_stacks()["Stacks"]
    return {stack["StackName"]: stack.get("LastUpdatedTime", stack["CreationTime"]) for stack in stacks}


def _changed(platform: LocalPlatform, before: dict[str, Any]) -> set[str]:
    return {name for name, time in _versions(platform).items() if before.get(name) != time}


def _physical_ids(platform: LocalPlatform) -> dict[tuple[str, str], str]:
    """Stack and logical id to the physical id of all that stands."""
    cloudformation = platform.client("cloudformation")
    pages = cloudformation.get_paginator("list_stack_resources")
    stacks = [stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]]
    return {
        (stack, resource["LogicalResourceId"]): resource["PhysicalResourceId"]
        for stack in stacks
        for page in pages.paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
    }


def _profiles(platform: LocalPlatform) -> dict[str, str]:
    """User profile to the name of its role."""
    sagemaker = platform.client("sagemaker")
    (domain,) = Platform(client=platform.client, names=platform.names).domains()
    found = sagemaker.list_user_profiles(DomainIdEquals=domain["DomainId"])["UserProfiles"]
    names = [profile["UserProfileName"] for profile in found]
    described = (
        sagemaker.describe_user_profile(DomainId=domain["DomainId"], UserProfileName=name) for name in sorted(names)
    )
    return {p["UserProfileName"]: p["UserSettings"]["ExecutionRole"].rsplit("-forecasting-")[-1] for p in described}


def _vpcs(platform: LocalPlatform) -> list[str]:
    """Ranges of the account's VPCs, but for the default one that every account has."""
    vpcs = platform.client("ec2").describe_vpcs()["Vpcs"]
    return [vpc["CidrBlock"] for vpc in vpcs if not vpc["IsDefault"]]


def _tags_of_keys(platform: LocalPlatform) -> list[dict[str, str]]:
    kms = platform.client("kms")
    pages = [kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] for key in kms.list_keys()["Keys"]]
    return [{tag["TagKey"]: tag["TagValue"] for tag in tags} for tags in pages]


def _left_keys(platform: LocalPlatform) -> list[str]:
    """Descriptions of the usable keys: neither AWS-managed nor waiting for their deletion."""
    kms = platform.client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    return sorted(k["Description"] for k in keys if k["KeyManager"] == "CUSTOMER" and k["KeyState"] == "Enabled")


def _denies_of(platform: LocalPlatform, bucket: str) -> set[str]:
    policy = json.loads(platform.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    return {statement["Sid"] for statement in policy["Statement"] if statement["Effect"] == "Deny"}


def _open_private_space(platform: LocalPlatform, profile: str) -> str:
    """A private space of the profile's own with a running app; the domain's id."""
    sagemaker = platform.client("sagemaker")
    (domain,) = Platform(client=platform.client, names=platform.names).domains()
    where = {"DomainId": domain["DomainId"], "SpaceName": f"{profile}-lab"}
    sagemaker.create_space(
        **where,
        OwnershipSettings={"OwnerUserProfileName": profile},
        SpaceSharingSettings={"SharingType": "Private"},
        SpaceSettings={"AppType": "JupyterLab"},
    )
    sagemaker.create_app(**where, AppType="JupyterLab", AppName="default")
    return str(domain["DomainId"])


def test_nothing_is_left_to_change(platform: LocalPlatform) -> None:
    assert "Number of stacks with differences: 0" in platform.cdk.diff()


def test_users_come_go_and_change_in_one_stack(platform: LocalPlatform, tmp_path: Path) -> None:
    """Anna leaves while her app runs, Dag comes, Carin, the only auditor, becomes a data scientist."""
    domain = _open_private_space(platform, "anna-lindqvist")
    with pytest.raises(ClientError, match="ResourceInUse"):
        platform.client("sagemaker").delete_user_profile(DomainId=domain, UserProfileName="anna-lindqvist")
    before = _versions(platform)
    cdk = _cdk(platform, tmp_path)
    cdk.synth(_config(tmp_path, *PEOPLE))
    printed = cdk.deploy()
    assert _changed(platform, before) == {USERS}
    assert _profiles(platform) == {
        "bo-ekman": "lead",
        "carin-holm": "data-scientist",
        "dag-berg": "data-scientist",
        "forecasting-service": "data-scientist",
    }
    (report,) = [line for line in printed.splitlines() if "LastCleanUp" in line]
    assert "anna-lindqvist" in report
    assert "anna-lindqvist-lab" in report


def test_a_guard_rail_changes_in_foundation_alone(platform: LocalPlatform, tmp_path: Path) -> None:
    entry = tmp_path / "another_app.py"
    entry.write_text(WITH_ANOTHER_GUARD_RAIL.format(root=str(ROOT), constructs=str(ROOT / "constructs")))
    before = _versions(platform)
    cdk = _cdk(platform, tmp_path)
    cdk.synth(_config(tmp_path, *PEOPLE), app=f"python {entry}")
    cdk.deploy()
    assert _changed(platform, before) == {FOUNDATION}
    iam, arn = platform.client("iam"), "arn:aws:iam::111122223333:policy/acme-main-people-workload-boundary"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert "DenySelfApprovalRenamed" in {statement["Sid"] for statement in document["Statement"]}


def test_a_team_comes_and_goes_with_all_that_is_its_own(platform: LocalPlatform, tmp_path: Path) -> None:
    """As the README says: its data stack first, then its line, then its roles. In another order nothing happens.

    The organisation's tags change on the way: nothing is replaced for that.
    """
    cdk, readable = _cdk(platform, tmp_path), Platform(client=platform.client, names=platform.names)
    before = _physical_ids(platform)
    cdk.synth(_config(tmp_path, *PEOPLE, "eva.lund,pricing,lead", teams=PRICING, classification="restricted"))
    cdk.deploy()
    assert before.items() <= _physical_ids(platform).items()
    (key,) = [tags for tags in _tags_of_keys(platform) if tags.get("team") == "pricing"]
    assert key[TAG] == "restricted"
    assert readable.users()["pricing"] == ["eva.lund"]
    assert "teams/pricing" in readable.contract()
    cdk.synth(_config(tmp_path, *PEOPLE, classification="restricted"))
    with pytest.raises(CdkError, match=r"as it is in use by acme-main-Data-pricing"):
        cdk.deploy()
    assert readable.users()["pricing"] == ["eva.lund"]
    cdk.synth(_config(tmp_path, *PEOPLE, "eva.lund,pricing,lead", teams=PRICING, classification="restricted"))
    cdk.destroy("acme-main-Data-pricing")
    cdk.synth(_config(tmp_path, *PEOPLE))
    cdk.deploy()
    assert set(readable.users()) == {"forecasting"}
    cloudformation = platform.client("cloudformation")
    cloudformation.delete_stack(StackName="acme-main-Roles-pricing")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="acme-main-Roles-pricing")
    assert "teams/pricing" not in readable.contract()
    assert not [role["RoleName"] for role in readable.roles() if "pricing" in role["RoleName"]]


def test_a_change_that_fails_leaves_the_platform_as_it_was(platform: LocalPlatform, tmp_path: Path) -> None:
    """Somebody made Eva's profile by hand; the deployment that also promotes Dag and adds Frej must undo both."""
    sagemaker = platform.client("sagemaker")
    (domain,) = Platform(client=platform.client, names=platform.names).domains()
    sagemaker.create_user_profile(DomainId=domain["DomainId"], UserProfileName="eva-lund")
    people = ("bo.ekman,forecasting,lead", "carin.holm,forecasting,data-scientist", "dag.berg,forecasting,lead")
    cdk = _cdk(platform, tmp_path)
    cdk.synth(_config(tmp_path, *people, "eva.lund,forecasting,lead", "frej.ek,forecasting,lead"))
    with pytest.raises(CdkError, match="eva-lund"):
        cdk.deploy(USERS)
    (stack,) = platform.client("cloudformation").describe_stacks(StackName=USERS)["Stacks"]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    sagemaker.delete_user_profile(DomainId=domain["DomainId"], UserProfileName="eva-lund")
    assert _profiles(platform) == {
        "bo-ekman": "lead",
        "carin-holm": "data-scientist",
        "dag-berg": "data-scientist",
        "forecasting-service": "data-scientist",
    }


def test_destroy_removes_everything_but_keys_and_evidence(platform: LocalPlatform, contract: dict[str, Any]) -> None:
    _open_private_space(platform, "bo-ekman")
    readme.run("make destroy ORG=config/minimal.yaml", {**platform.variables, **WITHOUT_QUESTIONS})
    readable = Platform(client=platform.client, names=platform.names)
    assert (readable.roles(), readable.domains(), readable.repositories(), readable.contract()) == ([], [], [], {})
    assert platform.client("lambda").list_functions()["Functions"] == []
    assert _vpcs(platform) == []
    assert _left_keys(platform) == [
        "Data of the team forecasting",
        "Data of the team pricing",
        "Images, function environments, deliveries",
        "Logs and alarms",
        "Studio homes and volumes",
    ]
    assert platform.client("kms").list_aliases()["Aliases"] == []
    buckets = {bucket["Name"] for bucket in platform.client("s3").list_buckets()["Buckets"]}
    of_forecasting = {contract["buckets/forecasting"][layer] for layer in ("bronze", "silver", "gold", "work")}
    of_pricing = {name for name in buckets if name.startswith("acme-main-data-pricing-")}
    assert len(of_pricing) == 4
    kept = {contract["buckets"]["access_logs"]} | of_forecasting | of_pricing
    assert {name for name in buckets if not name.startswith("cdk-")} == kept
    assert _denies_of(platform, contract["buckets/forecasting"]["gold"]) >= {"TlsOnly", "TestIsReadBy"}
    (evidence,) = platform.client("logs").describe_log_groups(logGroupNamePrefix="acme-main-")["logGroups"]
    assert "FlowLog" in evidence["logGroupName"]


def test_a_deployment_after_that_succeeds(platform: LocalPlatform) -> None:
    readme.run("make deploy ORG=config/minimal.yaml", {**platform.variables, **WITHOUT_QUESTIONS})
    assert set(_profiles(platform)) == {"anna-lindqvist", "bo-ekman", "carin-holm", "forecasting-service"}
