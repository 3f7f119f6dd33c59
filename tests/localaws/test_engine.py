"""What CloudFormation itself guarantees: validation, rollback, replacement, retention, isolation."""

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, att, ref, resource, trust

pytestmark = pytest.mark.local_aws


def _parameter(value: str) -> dict[str, object]:
    return resource("AWS::SSM::Parameter", Name="/first", Type="String", Value=value)


_PROFILE = "AWS::SageMaker::UserProfile"


@pytest.mark.parametrize(
    ("properties", "finding"),
    [
        ({"DomainId": "d-1", "UserProfileName": "a", "Bogus": 1}, "#: extraneous key [Bogus] is not permitted"),
        ({"UserProfileName": "a"}, "#: required key [DomainId] not found"),
        ({"DomainId": "d-1", "UserProfileName": ["a"]}, "#/UserProfileName: expected type: string, found: JSONArray"),
        ({"DomainId": "d-1", "UserProfileName": "not a name!"}, "keyword [pattern]"),
        ({"DomainId": "d-1", "UserProfileName": "a", "UserSettings": {"StudioWebPortal": "MAYBE"}}, "keyword [enum]"),
        ({"DomainId": "d-1", "UserProfileName": "a", "UserProfileArn": "x"}, "extraneous key [UserProfileArn]"),
        (
            {"DomainId": "d-1", "UserProfileName": "a", "UserSettings": {"Nope": 1}},
            "#/UserSettings: extraneous key [Nope]",
        ),
    ],
)
def test_a_schema_violation_fails_and_rolls_back(
    account: TestAccount, properties: dict[str, object], finding: str
) -> None:
    broken = resource(_PROFILE, after="First", **properties)
    assert finding in account.failing_create("s", {"First": _parameter("1"), "Broken": broken})
    with pytest.raises(ClientError, match="ParameterNotFound"):
        account.client("ssm").get_parameter(Name="/first")


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::SQS::Queue", {"Bogus": 1}),
        ("AWS::Lambda::Function", {"Runtime": "python3.13"}),
        ("AWS::S3::Bucket", {"X": 1}),
    ],
)
def test_the_engines_own_types_are_validated_too(
    account: TestAccount, kind: str, properties: dict[str, object]
) -> None:
    assert "Properties validation failed" in account.failing_create("s", {"Broken": resource(kind, **properties)})


def test_text_is_taken_for_numbers_and_booleans(account: TestAccount) -> None:
    key = resource("AWS::KMS::Key", EnableKeyRotation="true", RotationPeriodInDays="180", PendingWindowInDays="7")
    account.create("s", {"Key": key})
    status = account.client("kms").get_key_rotation_status(KeyId=account.physical_id("s", "Key"))
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 180)


def test_a_type_that_does_not_exist_is_refused_at_once(account: TestAccount) -> None:
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        account.create("s", {"X": resource("AWS::SageMaker::Nonsense")})


@pytest.mark.parametrize("kind", ["AWS::Redshift::Cluster", "AWS::EC2::Instance", "AWS::RDS::DBInstance"])
def test_a_type_that_is_not_supported_fails_and_rolls_back(account: TestAccount, kind: str) -> None:
    later = {**resource(kind), "DependsOn": "First"}
    reason = account.failing_create("s", {"First": _parameter("1"), "X": later})
    assert f"{kind} is not supported by the local AWS" in reason
    with pytest.raises(ClientError, match="ParameterNotFound"):
        account.client("ssm").get_parameter(Name="/first")


def test_a_failing_update_goes_back_to_the_earlier_state(account: TestAccount) -> None:
    role = {"RoleName": "r", "AssumeRolePolicyDocument": trust("lambda")}
    before = resource("AWS::IAM::Role", **role, Description="before", Policies=[])
    account.create("s", {"Role": before, "First": _parameter("1")})
    after = resource(
        "AWS::IAM::Role", **role, Description="after", PermissionsBoundary=f"arn:aws:iam::{account.id}:policy/no"
    )
    new = resource("AWS::SNS::Topic", TopicName="new")
    reason = account.failing_update(
        "s", {"New": new, "First": _parameter("2"), "Role": {**after, "DependsOn": ["First", "New"]}}
    )
    assert "NoSuchEntity" in reason
    found = account.client("iam").get_role(RoleName="r")["Role"]
    assert found["Description"] == "before"  # although the description had been applied before the boundary failed
    assert account.client("ssm").get_parameter(Name="/first")["Parameter"]["Value"] == "1"
    assert account.client("sns").list_topics()["Topics"] == []


def test_a_rename_replaces_and_the_old_one_goes_last(account: TestAccount) -> None:
    def role(name: str) -> dict[str, object]:
        return resource("AWS::IAM::Role", RoleName=name, AssumeRolePolicyDocument=trust("lambda"))

    account.create("s", {"Role": role("old")})
    account.update("s", {"Role": role("new")})
    assert [one["RoleName"] for one in account.client("iam").list_roles()["Roles"]] == ["new"]


def test_a_failed_replacement_keeps_the_old_one(account: TestAccount) -> None:
    def role(name: str) -> dict[str, object]:
        return resource("AWS::IAM::Role", RoleName=name, AssumeRolePolicyDocument=trust("lambda"))

    account.create("s", {"Role": role("old")})
    broken = resource(_PROFILE, after="Role", DomainId="d-missing", UserProfileName="a")
    account.failing_update("s", {"Role": role("new"), "Broken": broken})
    assert [one["RoleName"] for one in account.client("iam").list_roles()["Roles"]] == ["old"]
    assert account.physical_id("s", "Role") == "old"


def test_a_named_resource_that_needs_replacing_is_refused(account: TestAccount) -> None:
    def role(path: str) -> dict[str, object]:
        return resource("AWS::IAM::Role", RoleName="r", Path=path, AssumeRolePolicyDocument=trust("lambda"))

    account.create("s", {"Role": role("/a/")})
    assert "custom-named resource requires replacing" in account.failing_update("s", {"Role": role("/b/")})
    assert account.client("iam").get_role(RoleName="r")["Role"]["Path"] == "/a/"


def test_an_unnamed_resource_is_replaced_under_a_new_name(account: TestAccount) -> None:
    def role(path: str) -> dict[str, object]:
        return resource("AWS::IAM::Role", Path=path, AssumeRolePolicyDocument=trust("lambda"))

    account.create("s", {"Role": role("/a/")})
    before = account.physical_id("s", "Role")
    account.update("s", {"Role": role("/b/")})
    [found] = account.client("iam").list_roles()["Roles"]
    assert (found["Path"], found["RoleName"]) == ("/b/", account.physical_id("s", "Role"))
    assert found["RoleName"] != before


def test_what_is_retained_stays_and_nothing_else(account: TestAccount) -> None:
    kept = resource("AWS::S3::Bucket", retain=True, BucketName=f"kept-{account.id}")
    account.create("s", {"Kept": kept, "Gone": resource("AWS::S3::Bucket", BucketName=f"gone-{account.id}")})
    account.delete("s")
    assert [one["Name"] for one in account.client("s3").list_buckets()["Buckets"]] == [f"kept-{account.id}"]
    collides = account.failing_create("again", {"Kept": resource("AWS::S3::Bucket", BucketName=f"kept-{account.id}")})
    assert collides


def test_a_resource_removed_from_the_template_is_deleted(account: TestAccount) -> None:
    topics = {name: resource("AWS::SNS::Topic", TopicName=name) for name in "AB"}
    account.create("s", topics)
    account.update("s", {"A": topics["A"]})
    assert [one["TopicArn"][-2:] for one in account.client("sns").list_topics()["Topics"]] == [":A"]


def test_conditions_know_join_and_pseudo_parameters(account: TestAccount) -> None:
    conditions = {
        "Empty": {"Fn::Equals": ["", {"Fn::Join": ["", {"Ref": "List"}]}]},
        "Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
        "Both": {"Fn::And": [{"Condition": "Empty"}, {"Condition": "Here"}]},
    }
    made = {**resource("AWS::SNS::Topic", TopicName="yes"), "Condition": "Both"}
    account.create(
        "s",
        {"Always": resource("AWS::SNS::Topic", TopicName="always"), "Made": made},
        Conditions=conditions,
        Parameters={"List": {"Type": "CommaDelimitedList", "Default": ""}},
    )
    assert len(account.client("sns").list_topics()["Topics"]) == 2


def test_accounts_do_not_see_each_other(local_aws: object, account: TestAccount) -> None:
    other = TestAccount(account.endpoint, "999900001111")
    domain = resource(
        "AWS::SageMaker::Domain",
        DomainName="d",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": "arn:aws:iam::111122223333:role/x"},
    )
    resources = {
        "Domain": domain,
        "Topic": resource("AWS::SNS::Topic", TopicName="same"),
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.9.0.0/16"),
        "Role": resource("AWS::IAM::Role", RoleName="same", AssumeRolePolicyDocument=trust("lambda")),
    }
    account.create("s", resources)
    assert other.client("sagemaker").list_domains()["Domains"] == []
    assert other.client("sns").list_topics()["Topics"] == []
    assert other.client("iam").list_roles()["Roles"] == []
    assert "10.9.0.0/16" not in [vpc["CidrBlock"] for vpc in other.client("ec2").describe_vpcs()["Vpcs"]]
    other.create("s", resources)
    account.delete("s")
    assert len(other.client("sagemaker").list_domains()["Domains"]) == 1
    other.delete("s")


def test_a_replaced_create_only_member_deep_inside_is_noticed(account: TestAccount) -> None:
    def budget(name: str, amount: int) -> dict[str, object]:
        limit = {"Amount": amount, "Unit": "USD"}
        inner = {"BudgetName": name, "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
        return {"B": resource("AWS::Budgets::Budget", Budget=inner)}

    budgets = account.client("budgets")
    account.create("s", budget("a", 10))
    account.update("s", budget("a", 20))
    [found] = budgets.describe_budgets(AccountId=account.id)["Budgets"]
    assert (found["BudgetName"], float(found["BudgetLimit"]["Amount"])) == ("a", 20)
    account.update("s", budget("b", 20))
    assert [one["BudgetName"] for one in budgets.describe_budgets(AccountId=account.id)["Budgets"]] == ["b"]
    account.delete("s")
    assert budgets.describe_budgets(AccountId=account.id)["Budgets"] == []


def test_a_recorded_type_has_identity_and_attributes(account: TestAccount) -> None:
    domain = resource("AWS::CodeArtifact::Domain", DomainName="packages")
    outputs = {"Ref": {"Value": ref("D")}, "Name": {"Value": att("D", "Name")}, "Arn": {"Value": att("D", "Arn")}}
    found = account.create("s", {"D": domain}, Outputs=outputs)
    assert found["Arn"] == found["Ref"]
    assert found["Arn"].startswith(f"arn:aws:codeartifact:eu-west-1:{account.id}:")
    account.delete("s")
