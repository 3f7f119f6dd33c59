"""A release template, as a pipeline deploys it: a change set with parameters, conditions and rules."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from tests.localaws.account import TestAccount, ref, resource

pytestmark = pytest.mark.local_aws

PACKAGE = "arn:aws:sagemaker:eu-west-1:111122223333:model-package/churn/7"
DIGEST = f"sha256:{'a' * 64}"
RELEASE = {"Package": PACKAGE, "Digest": DIGEST, "Kind": "production", "Instances": "2"}


def _template() -> dict[str, Any]:
    """Return a template with every kind of parameter, a condition on a resource and on a property, and a rule."""
    production = {"Fn::Equals": [ref("Kind"), "production"]}
    instances = {"Fn::If": ["IsProduction", ref("Instances"), "1"]}
    enough = {"Assert": {"Fn::Not": [{"Fn::Equals": [ref("Instances"), "1"]}]}, "AssertDescription": "two at least"}
    network = {"Fn::Join": ["-", [ref("Network"), {"Fn::Select": [0, ref("Subnets")]}]]}
    texts = {"Package": ref("Package"), "Instances": instances, "Network": network, "Key": ref("Key")}
    return {
        "Parameters": {
            "Package": {"Type": "String", "AllowedPattern": "^arn:aws:sagemaker:.*:model-package/.+$"},
            "Digest": {
                "Type": "String",
                "AllowedPattern": "^sha256:[0-9a-f]{64}$",
                "ConstraintDescription": "must be a digest",
            },
            "Kind": {"Type": "String", "AllowedValues": ["staging", "production"]},
            "Instances": {"Type": "Number", "MinValue": 1, "MaxValue": 4, "Default": 1},
            "Network": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/network/vpc"},
            "Subnets": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/network/subnets"},
            "Key": {"Type": "String", "NoEcho": True, "Default": "k", "MinLength": 1, "MaxLength": 8},
        },
        "Rules": {"Enough": {"RuleCondition": production, "Assertions": [enough]}},
        "Conditions": {"IsProduction": production},
        "Resources": {
            **{
                name: resource("AWS::SSM::Parameter", Name=f"/r/{name}", Type="String", Value=v)
                for name, v in texts.items()
            },
            "Alarm": {**resource("AWS::SNS::Topic", TopicName="alarm"), "Condition": "IsProduction"},
            "Role": resource("AWS::IAM::Role", RoleName="serves", AssumeRolePolicyDocument={"Statement": []}),
        },
        "Outputs": {
            "Digest": {"Value": ref("Digest")},
            "Alarm": {"Value": ref("Alarm"), "Condition": "IsProduction"},
        },
    }


@pytest.fixture
def serving(account: TestAccount) -> TestAccount:
    """An account with what the release looks up."""
    ssm = account.client("ssm")
    ssm.put_parameter(Name="/network/vpc", Value="vpc-1", Type="String")
    ssm.put_parameter(Name="/network/subnets", Value="subnet-1,subnet-2", Type="StringList")
    return account


def _propose(account: TestAccount, kind: str, **changes: str) -> str:
    """Create a change set and return its status, with the reason if there is one."""
    cloudformation = account.client("cloudformation")
    if kind == "UPDATE":  # an executed change set keeps its name; CodePipeline's CHANGE_SET_REPLACE deletes it too
        cloudformation.delete_change_set(StackName="release", ChangeSetName="next")
    parameters = [{"ParameterKey": k, "ParameterValue": v} for k, v in {**RELEASE, **changes}.items()]
    cloudformation.create_change_set(
        StackName="release",
        ChangeSetName="next",
        ChangeSetType=kind,
        TemplateBody=json.dumps(_template()),
        Parameters=parameters,
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    cloudformation.get_waiter("change_set_create_complete").wait(
        StackName="release", ChangeSetName="next", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )
    found = cloudformation.describe_change_set(StackName="release", ChangeSetName="next")
    return " ".join(
        sorted(f"{c['ResourceChange']['Action']}:{c['ResourceChange']['LogicalResourceId']}" for c in found["Changes"])
    )


def _execute(account: TestAccount, wanted: str) -> dict[str, str]:
    account.client("cloudformation").execute_change_set(StackName="release", ChangeSetName="next")
    return account.await_status("release", wanted)


def _value(account: TestAccount, name: str) -> str:
    return str(account.client("ssm").get_parameter(Name=f"/r/{name}")["Parameter"]["Value"])


def test_a_release_is_proposed_executed_and_followed_by_the_next(serving: TestAccount) -> None:
    proposed = _propose(serving, "CREATE")
    assert proposed == "Add:Alarm Add:Instances Add:Key Add:Network Add:Package Add:Role"
    with pytest.raises(ClientError, match="ParameterNotFound"):
        _value(serving, "Package")

    outputs = _execute(serving, "CREATE_COMPLETE")
    assert (outputs["Digest"], outputs["Alarm"].endswith(":alarm")) == (DIGEST, True)
    assert [_value(serving, name) for name in ("Package", "Instances", "Network")] == [PACKAGE, "2", "vpc-1-subnet-1"]
    told = {one["ParameterKey"]: one for one in serving.describe("release")["Parameters"]}
    assert told["Key"]["ParameterValue"] == "****"

    following = PACKAGE.replace("/7", "/8")
    assert (
        _propose(serving, "UPDATE", Package=following, Kind="staging") == "Modify:Instances Modify:Package Remove:Alarm"
    )
    assert "Alarm" not in _execute(serving, "UPDATE_COMPLETE")
    assert [_value(serving, name) for name in ("Package", "Instances")] == [following, "1"]
    assert serving.client("sns").list_topics()["Topics"] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Package": "latest"}, "Package"),
        ({"Digest": "v1"}, "must be a digest"),
        ({"Kind": "test"}, "Kind"),
        ({"Instances": "9"}, "Instances"),
        ({"Key": "far too long"}, "Key"),
        ({"Network": "/not/there"}, "/not/there"),
        ({"Instances": "1"}, "two at least"),
        ({"Extra": "x"}, "Extra"),
    ],
    ids=lambda told: next(iter(told)) if isinstance(told, dict) else None,
)
def test_a_wrong_parameter_is_refused_before_anything_changes(
    serving: TestAccount, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(ClientError, match=said):
        _propose(serving, "CREATE", **wrong)
    assert serving.client("iam").list_roles()["Roles"] == []


def test_a_template_with_named_roles_needs_the_capability(serving: TestAccount) -> None:
    told = [{"ParameterKey": k, "ParameterValue": v} for k, v in RELEASE.items()]
    with pytest.raises(ClientError, match="CAPABILITY_NAMED_IAM"):
        serving.client("cloudformation").create_change_set(
            StackName="release",
            ChangeSetName="next",
            ChangeSetType="CREATE",
            TemplateBody=json.dumps(_template()),
            Parameters=told,
        )


def test_a_change_set_without_changes_says_so(serving: TestAccount) -> None:
    _propose(serving, "CREATE")
    _execute(serving, "CREATE_COMPLETE")
    with pytest.raises(WaiterError, match="Waiter encountered a terminal failure state"):
        _propose(serving, "UPDATE")
    found = serving.client("cloudformation").describe_change_set(StackName="release", ChangeSetName="next")
    assert found["Status"] == "FAILED"
    assert "didn't contain changes" in found["StatusReason"]
