"""Roles, Studio and users, read back from IAM and SageMaker."""

import base64
import json
from typing import Any

import pytest

from mlplatform.contract import SCHEMA_VERSION
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

Contract = dict[str, dict[str, Any]]
BOUNDARY = "arn:aws:iam::111122223333:policy/acme-main-{}workload-boundary"
PEOPLE, JOBS, DELIVERY, SERVICES = (BOUNDARY.format(of) for of in ("people-", "jobs-", "delivery-", ""))


@pytest.fixture(scope="module")
def roles(platform: LocalPlatform) -> dict[str, dict[str, Any]]:
    """The platform's roles by name."""
    return {role["RoleName"]: role for role in Platform(client=platform.client, names=platform.names).roles()}


@pytest.fixture(scope="module")
def domain(platform: LocalPlatform, contract: Contract) -> dict[str, Any]:
    described = platform.client("sagemaker").describe_domain(DomainId=contract["studio/shared"]["domain_id"])
    return dict(described)


def _document(platform: LocalPlatform, policy_arn: str) -> dict[str, dict[str, Any]]:
    """Statements of a managed policy's default version, by Sid."""
    iam = platform.client("iam")
    version = iam.get_policy(PolicyArn=policy_arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=policy_arn, VersionId=version)["PolicyVersion"]["Document"]
    return {statement["Sid"]: statement for statement in document["Statement"]}


def _statements_of(platform: LocalPlatform, role: str) -> dict[str, dict[str, Any]]:
    attached = platform.client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    statements: dict[str, dict[str, Any]] = {}
    for policy in attached:
        statements |= _document(platform, policy["PolicyArn"])
    return statements


def test_every_role_is_inside_the_boundary_of_its_class(roles: dict[str, dict[str, Any]]) -> None:
    limits = {name: role["PermissionsBoundary"]["PermissionsBoundaryArn"] for name, role in roles.items()}
    people = ("auditor", "data-engineer", "data-scientist", "lead", "ml-engineer", "mlops-approver")
    machines = ("evaluate", "pipeline", "prepare", "serve", "train")
    of_team = "acme-main-forecasting-{}".format
    wanted = {of_team(who): PEOPLE for who in people} | {of_team(who): JOBS for who in machines}
    wanted["acme-main-platform-admin"] = PEOPLE
    machines_of_projects = [name for name in limits if "-project_" in name]
    assert len(machines_of_projects) == 8  # pipeline, build, package, trigger, start, run, deploy, release
    wanted |= dict.fromkeys(machines_of_projects, DELIVERY)
    assert limits.items() >= wanted.items()
    assert {limit for name, limit in limits.items() if name not in wanted} == {SERVICES}


def test_no_role_has_an_inline_or_an_aws_managed_policy(
    platform: LocalPlatform, roles: dict[str, dict[str, Any]]
) -> None:
    iam = platform.client("iam")
    for name in roles:
        assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []
        attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        assert all(policy["PolicyArn"].startswith("arn:aws:iam::111122223333:policy/") for policy in attached)


def test_the_boundary_denies_jobs_outside_the_network(platform: LocalPlatform) -> None:
    boundary = _document(platform, PEOPLE)
    subnets, groups = boundary["DenyJobsWithoutSubnets"], boundary["DenyJobsWithoutGroups"]
    assert subnets["Condition"] == {"Null": {"sagemaker:VpcSubnets": "true"}}
    assert groups["Condition"] == {"Null": {"sagemaker:VpcSecurityGroupIds": "true"}}
    assert "sagemaker:CreateTrainingJob" in subnets["Action"]


def test_a_teams_jobs_are_pinned_to_its_subnets_group_and_key(platform: LocalPlatform, contract: Contract) -> None:
    statements = _statements_of(platform, "acme-main-forecasting-data-scientist")
    pinned = statements["DenyOtherSubnets"]["Condition"]["ForAnyValue:StringNotEquals"]["sagemaker:VpcSubnets"]
    assert sorted(pinned) == sorted(contract["network"]["subnet_ids"])
    key = statements["DenyOtherVolumeKey"]["Condition"]["ArnNotEquals"]["sagemaker:VolumeKmsKeyArn"]
    assert key == contract["teams/forecasting"]["key_arn"]


def test_people_pass_machine_roles_to_sagemaker_alone(platform: LocalPlatform, contract: Contract) -> None:
    rows = _statements_of(platform, "acme-main-forecasting-data-scientist")
    machines = contract["machines/forecasting"]["role_arns"]
    passing = rows["PassTrainRole"]
    assert passing["Resource"] in (machines["train"], [machines["train"]])
    assert machines["evaluate"] not in str(rows)
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


def test_the_admin_comes_in_by_the_permission_set_of_the_file(roles: dict[str, dict[str, Any]]) -> None:
    (trust,) = roles["acme-main-platform-admin"]["AssumeRolePolicyDocument"]["Statement"]
    assert "AWSReservedSSO_MLPlatformAdmin_" in trust["Condition"]["ArnLike"]["aws:PrincipalArn"]


def test_the_domain_is_private_and_encrypted(domain: dict[str, Any], contract: Contract) -> None:
    assert (domain["DomainName"], domain["AuthMode"]) == ("acme-main-shared", "SSO")
    assert domain["AppNetworkAccessType"] == "VpcOnly"
    assert domain["KmsKeyId"] == contract["keys"]["domain"]
    assert domain["VpcId"] == contract["network"]["vpc_id"]
    assert sorted(domain["SubnetIds"]) == sorted(contract["network"]["subnet_ids"])
    assert domain["DomainSettings"]["ExecutionRoleIdentityConfig"] == "USER_PROFILE_NAME"
    assert domain["DomainSettings"]["DockerSettings"] == {"EnableDockerAccess": "DISABLED"}


def test_apps_share_nothing_and_stop_when_idle(domain: dict[str, Any], contract: Contract) -> None:
    settings = domain["DefaultUserSettings"]
    assert settings["SharingSettings"] == {"NotebookOutputOption": "Disabled"}
    assert settings["SecurityGroups"] == [contract["network"]["studio_security_group_id"]]
    for app in ("JupyterLabAppSettings", "CodeEditorAppSettings"):
        idle = settings[app]["AppLifecycleManagement"]["IdleSettings"]
        assert (idle["LifecycleManagement"], idle["IdleTimeoutInMinutes"]) == ("ENABLED", 120)


def test_the_lifecycle_script_is_the_one_in_the_repository(platform: LocalPlatform, domain: dict[str, Any]) -> None:
    (arn,) = domain["DefaultUserSettings"]["JupyterLabAppSettings"]["LifecycleConfigArns"]
    script = platform.client("sagemaker").describe_studio_lifecycle_config(
        StudioLifecycleConfigName=arn.rsplit("/")[-1]
    )
    assert b"SAGEMAKER_VALIDATE_ROLE=false" in base64.b64decode(script["StudioLifecycleConfigContent"])


@pytest.mark.parametrize(
    ("profile", "user", "persona"),
    [
        ("anna-lindqvist", "anna.lindqvist", "data-scientist"),
        ("bo-ekman", "bo.ekman", "lead"),
        ("carin-holm", "carin.holm", "auditor"),
    ],
)
def test_a_user_has_the_role_of_team_and_persona(
    platform: LocalPlatform, domain: dict[str, Any], profile: str, user: str, persona: str
) -> None:
    sagemaker = platform.client("sagemaker")
    found = sagemaker.describe_user_profile(DomainId=domain["DomainId"], UserProfileName=profile)
    assert found["UserSettings"]["ExecutionRole"].endswith(f":role/acme-main-forecasting-{persona}")
    assert found["UserSettings"]["ExecutionRole"] != domain["DefaultUserSettings"]["ExecutionRole"]
    assert (found["SingleSignOnUserIdentifier"], found["SingleSignOnUserValue"]) == ("UserName", user)
    tags = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=found["UserProfileArn"])["Tags"]}
    assert {"team": "forecasting", "user": user}.items() <= tags.items()


def test_the_team_shares_a_space_that_no_person_owns(platform: LocalPlatform, domain: dict[str, Any]) -> None:
    space = platform.client("sagemaker").describe_space(DomainId=domain["DomainId"], SpaceName="forecasting-shared")
    assert space["OwnershipSettings"] == {"OwnerUserProfileName": "forecasting-service"}
    assert space["SpaceSharingSettings"] == {"SharingType": "Shared"}


def test_the_contract_is_json_with_a_schema_version(contract: Contract) -> None:
    assert {value["schema_version"] for value in contract.values()} == {SCHEMA_VERSION}
    assert contract["platform"]["account"] == "111122223333"
    assert json.dumps(contract)
