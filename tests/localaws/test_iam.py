"""IAM: every property reads back, updates reach IAM, deletes leave nothing."""

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, allow, att, ref, resource, trust

pytestmark = pytest.mark.local_aws


def _role(**changes: object) -> dict[str, object]:
    properties = {
        "RoleName": "builder",
        "Path": "/teams/",
        "Description": "Builds.",
        "MaxSessionDuration": "7200",
        "AssumeRolePolicyDocument": trust("codebuild"),
        "PermissionsBoundary": ref("Boundary"),
        "ManagedPolicyArns": [ref("Reader"), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
        "Policies": [{"PolicyName": "inline", "PolicyDocument": allow("s3:GetObject")}],
        "Tags": [{"Key": "team", "Value": "forecast"}],
    }
    kept = {name: value for name, value in {**properties, **changes}.items() if value is not None}
    return resource("AWS::IAM::Role", **kept)


def _policies() -> dict[str, object]:
    return {
        "Boundary": resource("AWS::IAM::ManagedPolicy", ManagedPolicyName="limit", PolicyDocument=allow("*")),
        "Reader": resource("AWS::IAM::ManagedPolicy", PolicyDocument=allow("s3:Get*"), Description="Reads."),
    }


def test_a_role_reads_back_property_by_property(account: TestAccount) -> None:
    outputs = account.create("s", {**_policies(), "Role": _role()}, Outputs={"Arn": {"Value": att("Role", "Arn")}})
    iam = account.client("iam")
    role = iam.get_role(RoleName="builder")["Role"]
    assert role["Arn"] == outputs["Arn"] == f"arn:aws:iam::{account.id}:role/teams/builder"
    assert role["Description"] == "Builds."
    assert role["MaxSessionDuration"] == 7200
    assert role["AssumeRolePolicyDocument"] == trust("codebuild")
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == f"arn:aws:iam::{account.id}:policy/limit"
    assert role["Tags"] == [{"Key": "team", "Value": "forecast"}]
    attached = {one["PolicyArn"] for one in iam.list_attached_role_policies(RoleName="builder")["AttachedPolicies"]}
    assert attached == {account.physical_id("s", "Reader"), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
    inline = iam.get_role_policy(RoleName="builder", PolicyName="inline")
    assert inline["PolicyDocument"] == allow("s3:GetObject")


def test_an_update_reaches_iam(account: TestAccount) -> None:
    account.create("s", {**_policies(), "Role": _role()})
    changed = _role(
        Description="Builds more.",
        AssumeRolePolicyDocument=trust("sagemaker"),
        PermissionsBoundary=None,
        ManagedPolicyArns=[ref("Reader")],
        Policies=None,
        Tags=[{"Key": "owner", "Value": "platform"}],
    )
    account.update("s", {**_policies(), "Role": changed})
    iam = account.client("iam")
    role = iam.get_role(RoleName="builder")["Role"]
    assert "PermissionsBoundary" not in role
    assert role["Description"] == "Builds more."
    assert role["AssumeRolePolicyDocument"] == trust("sagemaker")
    assert role["Tags"] == [{"Key": "owner", "Value": "platform"}]
    assert len(iam.list_attached_role_policies(RoleName="builder")["AttachedPolicies"]) == 1
    assert iam.list_role_policies(RoleName="builder")["PolicyNames"] == []


def test_a_managed_policy_gets_a_new_default_version(account: TestAccount) -> None:
    iam = account.client("iam")
    arn = ""
    for number in range(7):  # IAM keeps five versions: the oldest have to go
        policy = {"P": resource("AWS::IAM::ManagedPolicy", PolicyDocument=allow(f"s3:Get{number}"))}
        account.create("s", policy) if number == 0 else account.update("s", policy)
        arn = account.physical_id("s", "P")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document == allow("s3:Get6")
    assert len(iam.list_policy_versions(PolicyArn=arn)["Versions"]) == 5


def test_inline_policies_follow_their_roles(account: TestAccount) -> None:
    roles = {name: resource("AWS::IAM::Role", RoleName=name, AssumeRolePolicyDocument=trust("lambda")) for name in "AB"}

    def policy(*names: str) -> dict[str, object]:
        return resource("AWS::IAM::Policy", PolicyName="p", PolicyDocument=allow("x:y"), Roles=[ref(n) for n in names])

    iam = account.client("iam")
    account.create("s", {**roles, "P": policy("A")})
    assert iam.list_role_policies(RoleName="A")["PolicyNames"] == ["p"]
    account.update("s", {**roles, "P": policy("B")})
    assert iam.list_role_policies(RoleName="A")["PolicyNames"] == []
    assert iam.list_role_policies(RoleName="B")["PolicyNames"] == ["p"]
    account.delete("s")
    assert iam.list_roles()["Roles"] == []


@pytest.mark.parametrize("member", ["PermissionsBoundary", "ManagedPolicyArns"])
def test_a_policy_that_does_not_exist_fails_the_role(account: TestAccount, member: str) -> None:
    arn = f"arn:aws:iam::{account.id}:policy/missing"
    properties = {"AssumeRolePolicyDocument": trust("lambda"), member: arn if member[0] == "P" else [arn]}
    reason = account.failing_create("s", {"Role": resource("AWS::IAM::Role", RoleName="r", **properties)})
    assert "NoSuchEntity" in reason
    with pytest.raises(ClientError, match="NoSuchEntity"):
        account.client("iam").get_role(RoleName="r")
