"""What only the local AWS can do: calls that fail on demand, events that come twice, questions answered at once."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from localaws.client import LocalAws
from localaws.control import Control
from tests.localaws.account import REGION, Template, TestAccount, att, resource, trust

pytestmark = pytest.mark.local_aws


@pytest.fixture
def control(local_aws: LocalAws) -> Iterator[Control]:
    yield local_aws.control
    local_aws.control.stop_failing()


def _outcomes(call: Any, count: int) -> list[str]:
    """Call several times; return the error codes, empty where it went well."""
    found = []
    for _ in range(count):
        try:
            call()
            found.append("")
        except ClientError as error:
            found.append(error.response["Error"]["Code"])
    return found


def test_the_nth_call_fails_and_has_no_effect(control: Control, account: TestAccount) -> None:
    sagemaker = account.client("sagemaker")
    control.fail("sagemaker", "CreateModelPackageGroup", account=account.id, call=2, times=2, message="Slow down")
    sagemaker.create_model_package_group(ModelPackageGroupName="a")
    with pytest.raises(ClientError, match="Slow down"):
        sagemaker.create_model_package_group(ModelPackageGroupName="b")
    assert _outcomes(lambda: sagemaker.create_model_package_group(ModelPackageGroupName="c"), 2) == [
        "ThrottlingException",
        "",
    ]
    held = sagemaker.list_model_package_groups()["ModelPackageGroupSummaryList"]
    assert sorted(one["ModelPackageGroupName"] for one in held) == ["a", "c"]
    [told] = control.failures()
    assert (told["seen"], told["failed"]) == (4, 2)


@pytest.mark.parametrize(
    ("service", "operation", "method", "arguments"),
    [
        ("ec2", "DescribeVpcs", "describe_vpcs", {}),
        ("efs", "DescribeFileSystems", "describe_file_systems", {}),
        ("iam", "ListRoles", "list_roles", {}),
        ("lambda", "ListFunctions", "list_functions", {}),
        ("s3", "GetBucketEncryption", "get_bucket_encryption", {"Bucket": "any"}),
        ("s3", "ListBuckets", "list_buckets", {}),
        ("ssm", "DescribeParameters", "describe_parameters", {}),
        ("codeconnections", "ListHosts", "list_hosts", {}),
        ("sts", "GetCallerIdentity", "get_caller_identity", {}),
    ],
)
def test_every_protocol_can_fail(
    control: Control, account: TestAccount, service: str, operation: str, method: str, arguments: dict[str, str]
) -> None:
    control.fail(service, operation, account=account.id, code="InternalFailure", message="by request", status=500)
    with pytest.raises(ClientError, match="by request") as failed:
        getattr(account.client(service), method)(**arguments)
    assert failed.value.response["Error"]["Code"] == "InternalFailure"
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "InternalFailure" not in _outcomes(lambda: getattr(account.client(service), method)(**arguments), 1)


def test_other_operations_and_other_accounts_go_on(control: Control, account: TestAccount) -> None:
    control.fail("ssm", "GetParameter", account="999900009999", times=0)
    control.fail("ssm", "DescribeParameters", account=account.id, times=0)
    control.fail("s3", "PutObject", account=account.id, times=0)
    account.client("ssm").put_parameter(Name="/p", Value="v", Type="String")
    assert account.client("ssm").get_parameter(Name="/p")["Parameter"]["Value"] == "v"
    account.client("s3").create_bucket(
        Bucket=f"b-{account.id}", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    assert _outcomes(account.client("ssm").describe_parameters, 3) == ["ThrottlingException"] * 3
    control.stop_failing()
    assert _outcomes(account.client("ssm").describe_parameters, 1) == [""]
    assert control.failures() == []


def test_a_body_reaches_the_engine_whole_while_a_fault_waits(control: Control, account: TestAccount) -> None:
    control.fail("s3", "DeleteBucket", account=account.id)
    s3, body = account.client("s3"), bytes(range(256)) * 4096
    s3.create_bucket(Bucket=f"c-{account.id}", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=f"c-{account.id}", Key="k", Body=body)
    assert s3.get_object(Bucket=f"c-{account.id}", Key="k")["Body"].read() == body


def test_a_client_that_repeats_gets_through(control: Control, account: TestAccount) -> None:
    control.fail("sagemaker", "ListApps", account=account.id, times=2)
    patient = boto3.client(
        "sagemaker",
        region_name=REGION,
        endpoint_url=account.endpoint,
        aws_access_key_id=account.id,
        aws_secret_access_key="local",
        config=Config(retries={"mode": "standard", "total_max_attempts": 3}),
    )
    assert patient.list_apps()["Apps"] == []
    assert control.failures()[0]["seen"] == 3


def test_cloudformation_feels_it_too(control: Control, account: TestAccount) -> None:
    control.fail("sagemaker", "CreateModelPackageGroup", account=account.id)
    group = resource("AWS::SageMaker::ModelPackageGroup", ModelPackageGroupName="churn")
    assert "Rate exceeded" in account.failing_create("s", {"G": group})


@pytest.mark.parametrize(
    ("service", "operation", "said"),
    [("sagemakr", "DeleteApp", "use boto3's name"), ("sagemaker", "delete_app", "write it like 'DeleteApp'")],
)
def test_a_fault_that_cannot_be_is_refused(control: Control, service: str, operation: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        control.fail(service, operation)


@pytest.mark.parametrize("headers", [{"Origin": "http://x"}, {"Host": "rebound.example"}])
def test_a_web_page_cannot_make_calls_fail(local_aws: LocalAws, headers: dict[str, str]) -> None:
    request = urllib.request.Request(f"{local_aws.endpoint}/_localaws/faults", b"{}", headers)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)


_HANDLER = """
import json, os, time, urllib.request
import boto3

def handler(event, context):
    began = time.monotonic()
    found = boto3.client("cloudformation").describe_stacks(StackName=event["StackId"])["Stacks"][0]
    told = {"Status": "SUCCESS", "PhysicalResourceId": "it", "StackId": event["StackId"],
            "RequestId": event["RequestId"], "LogicalResourceId": event["LogicalResourceId"],
            "Data": {"Saw": found["StackStatus"], "Seconds": str(time.monotonic() - began)}}
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], json.dumps(told).encode(), method="PUT"))
    return told["Data"]
"""


def _custom_resource() -> Template:
    function = {"Runtime": "python3.13", "Handler": "index.handler", "Timeout": 60, "Code": {"ZipFile": _HANDLER}}
    return {
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("lambda")),
        "F": resource("AWS::Lambda::Function", FunctionName="f", Role=att("Role", "Arn"), **function),
        "C": resource("Custom::CleanUp", ServiceToken=att("F", "Arn"), Domain="d-1"),
    }


def test_an_event_can_be_delivered_twice_and_a_function_may_ask_about_its_own_stack(
    control: Control, account: TestAccount
) -> None:
    names = ("Saw", "Seconds")
    outputs = account.create("s", _custom_resource(), Outputs={name: {"Value": att("C", name)} for name in names})
    assert outputs["Saw"] == "CREATE_IN_PROGRESS"
    assert float(outputs["Seconds"]) < 10  # a command line's question would wait for the stack, 20 seconds long

    [event] = control.custom_resource_events(account.id)
    assert (event["RequestType"], event["ResourceProperties"]["Domain"]) == ("Create", "d-1")
    again = account.client("lambda").invoke(FunctionName="f", Payload=json.dumps(event))
    assert "FunctionError" not in again
    assert json.load(again["Payload"])["Saw"] == "CREATE_COMPLETE"
    account.delete("s")
    kinds = [event["RequestType"] for event in control.custom_resource_events(account.id)]
    assert kinds == ["Create", "Create", "Delete"]
    assert control.custom_resource_events("999900009999") == []


def test_a_command_line_waits_for_the_stack_to_rest(account: TestAccount) -> None:
    account.client("cloudformation").create_stack(
        StackName="s", TemplateBody=json.dumps({"Resources": _custom_resource()}), Capabilities=["CAPABILITY_IAM"]
    )
    began = time.monotonic()
    assert account.describe("s")["StackStatus"] == "CREATE_COMPLETE"
    assert time.monotonic() - began < 20
