"""Functions run for real, and stand behind custom resources."""

import json
from textwrap import dedent

import pytest

from tests.localaws.account import TestAccount, att, ref, resource, trust

pytestmark = pytest.mark.local_aws

WHO_AM_I = dedent("""
    import boto3

    def handler(event, context):
        return {
            "account": boto3.client("sts").get_caller_identity()["Account"],
            "topics": len(boto3.client("sns").list_topics()["Topics"]),
            "domains": len(boto3.client("sagemaker").list_domains()["Domains"]),
        }
""")

PROVIDER = dedent("""
    import json
    import urllib.request

    def handler(event, context):
        wanted = event["ResourceProperties"]
        failed = wanted.get("Fail") == event["RequestType"]
        answer = {
            "Status": "FAILED" if failed else "SUCCESS",
            "Reason": "told to fail",
            "PhysicalResourceId": event.get("PhysicalResourceId", "thing-" + wanted["Name"]),
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "Data": {"Told": event["RequestType"] + ":" + wanted["Value"]},
        }
        body = json.dumps(answer).encode()
        request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
        urllib.request.urlopen(request).read()
""")


def _function(code: str, **properties: object) -> dict[str, object]:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("lambda"))
    common = {
        "Runtime": "python3.14",
        "Handler": "index.handler",
        "Role": att("Role", "Arn"),
        "Code": {"ZipFile": code},
    }
    return {"Role": role, "Function": resource("AWS::Lambda::Function", **{**common, "Timeout": 60, **properties})}


def test_a_function_reads_back_property_by_property(account: TestAccount) -> None:
    properties = {
        "KmsKeyArn": f"arn:aws:kms:eu-west-1:{account.id}:key/00000000-0000-0000-0000-000000000000",
        "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "ReservedConcurrentExecutions": 2,
        "DeadLetterConfig": {"TargetArn": att("Dead", "Arn")},
        "TracingConfig": {"Mode": "Active"},
        "Environment": {"Variables": {"MODE": "strict"}},
        "MemorySize": 512,
        "Architectures": ["arm64"],
        "LoggingConfig": {"LogGroup": ref("Logs"), "LogFormat": "JSON"},
        "Tags": [{"Key": "team", "Value": "platform"}],
    }
    extra = {"Dead": resource("AWS::SQS::Queue"), "Logs": resource("AWS::Logs::LogGroup", LogGroupName="/fn")}
    account.create("s", {**_function(WHO_AM_I, **properties), **extra})
    client, name = account.client("lambda"), account.physical_id("s", "Function")
    found = client.get_function_configuration(FunctionName=name)
    assert found["KMSKeyArn"] == properties["KmsKeyArn"]
    assert found["VpcConfig"]["SubnetIds"] == ["subnet-1"]
    assert found["VpcConfig"]["SecurityGroupIds"] == ["sg-1"]
    assert found["DeadLetterConfig"]["TargetArn"].startswith("arn:aws:sqs:")
    assert found["TracingConfig"] == {"Mode": "Active"}
    assert found["Environment"]["Variables"] == {"MODE": "strict"}
    assert (found["MemorySize"], found["Timeout"], found["Architectures"]) == (512, 60, ["arm64"])
    assert found["LoggingConfig"]["LogGroup"] == "/fn"
    assert client.get_function_concurrency(FunctionName=name)["ReservedConcurrentExecutions"] == 2
    assert client.list_tags(Resource=found["FunctionArn"])["Tags"]["team"] == "platform"

    changed = {
        **properties,
        "MemorySize": 1024,
        "TracingConfig": {"Mode": "PassThrough"},
        "ReservedConcurrentExecutions": 3,
    }
    account.update("s", {**_function(WHO_AM_I, **changed), **extra})
    after = client.get_function_configuration(FunctionName=name)
    assert (after["MemorySize"], after["TracingConfig"]) == (1024, {"Mode": "PassThrough"})
    assert client.get_function_concurrency(FunctionName=name)["ReservedConcurrentExecutions"] == 3
    account.delete("s")
    assert client.list_functions()["Functions"] == []


def test_a_function_runs_in_its_account(account: TestAccount) -> None:
    account.create("s", {**_function(WHO_AM_I), "Topic": resource("AWS::SNS::Topic")})
    answer = account.client("lambda").invoke(FunctionName=account.physical_id("s", "Function"))
    assert json.loads(answer["Payload"].read()) == {"account": account.id, "topics": 1, "domains": 0}


def test_new_code_runs_after_an_update(account: TestAccount) -> None:
    def code(word: str) -> str:
        return f"def handler(event, context):\n    return {word!r}\n"

    account.create("s", _function(code("old")))
    client, name = account.client("lambda"), account.physical_id("s", "Function")
    assert json.loads(client.invoke(FunctionName=name)["Payload"].read()) == "old"
    account.update("s", _function(code("new")))
    assert json.loads(client.invoke(FunctionName=name)["Payload"].read()) == "new"


def _custom(value: str, **properties: str) -> dict[str, object]:
    thing = resource("Custom::Thing", ServiceToken=att("Function", "Arn"), Name="a", Value=value, **properties)
    return {**_function(PROVIDER), "Thing": thing}


_TOLD = {"Outputs": {"Told": {"Value": att("Thing", "Told")}}}


def test_a_custom_resource_lives(account: TestAccount) -> None:
    assert account.create("s", _custom("1"), **_TOLD) == {"Told": "Create:1"}
    assert account.physical_id("s", "Thing") == "thing-a"
    assert account.update("s", _custom("2"), **_TOLD) == {"Told": "Update:2"}
    account.delete("s")


def test_a_custom_resource_that_fails_rolls_back(account: TestAccount) -> None:
    assert "told to fail" in account.failing_create("s", _custom("1", Fail="Create"))
    assert account.client("lambda").list_functions()["Functions"] == []


def test_a_custom_resource_whose_update_fails_goes_back(account: TestAccount) -> None:
    account.create("s", _custom("1", Fail="no"), **_TOLD)
    updated = {"Topic": resource("AWS::SNS::Topic"), **_custom("2", Fail="Update")}
    account.client("cloudformation").update_stack(
        StackName="s", TemplateBody=json.dumps({"Resources": updated, **_TOLD}), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    outputs = account.await_status("s", "UPDATE_ROLLBACK_COMPLETE")
    assert outputs == {"Told": "Create:1"}
    assert account.client("sns").list_topics()["Topics"] == []


def test_a_custom_resource_that_cannot_be_deleted_says_so(account: TestAccount) -> None:
    account.create("s", _custom("1", Fail="Delete"))
    account.client("cloudformation").delete_stack(StackName="s")
    account.await_status("s", "DELETE_FAILED")
    assert "told to fail" in account.reasons("s")
    functions = account.client("lambda").list_functions()["Functions"]
    assert len(functions) == 1  # it is there for the next attempt
