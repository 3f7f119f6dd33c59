"""Accounts side by side: an assumed role acts in its own account, for both halves, and only if it trusts the caller."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localaws.client import LocalAws
from tests.localaws.account import REGION, TestAccount, resource

pytestmark = pytest.mark.local_aws


def _role(*principals: str) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    return {"R": resource("AWS::IAM::Role", RoleName="deploys", AssumeRolePolicyDocument=trust)}


def _session(caller: Any, account: str, role: str = "deploys") -> Any:
    """Assume a role of another account."""
    found = caller.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="session")["Credentials"]
    return boto3.Session(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"], region_name=REGION)


@pytest.fixture
def spoke(local_aws: LocalAws, account: TestAccount) -> TestAccount:
    """Another account, whose role trusts the first one."""
    other = TestAccount(local_aws.endpoint, f"2{account.id[1:]}")
    other.create("role", _role(f"arn:aws:iam::{account.id}:root"))
    return other


def test_a_session_acts_in_its_roles_account_in_both_halves(account: TestAccount, spoke: TestAccount) -> None:
    session = _session(account.client("sts"), spoke.id)
    clients = {
        service: session.client(service, endpoint_url=account.endpoint)
        for service in ("sts", "s3", "ssm", "ecr", "glue", "sagemaker", "ec2", "codeconnections", "cloudformation")
    }
    assert clients["sts"].get_caller_identity()["Account"] == spoke.id
    clients["s3"].create_bucket(Bucket="spokes", CreateBucketConfiguration={"LocationConstraint": REGION})
    clients["ssm"].put_parameter(Name="/p", Value="v", Type="String")
    clients["ecr"].put_registry_policy(policyText="{}")
    clients["glue"].create_database(DatabaseInput={"Name": "gold"})
    clients["sagemaker"].create_model_package_group(ModelPackageGroupName="churn")
    vpc = clients["ec2"].create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    clients["codeconnections"].create_connection(ConnectionName="c", ProviderType="GitHub")
    clients["cloudformation"].create_stack(
        StackName="t", TemplateBody=json.dumps({"Resources": {"T": resource("AWS::SNS::Topic")}})
    )
    spoke.await_status("t", "CREATE_COMPLETE")

    for owner, there in ((spoke, True), (account, False)):
        assert (owner.client("s3").list_buckets()["Buckets"] != []) is there
        assert (owner.client("ssm").describe_parameters()["Parameters"] != []) is there
        assert (owner.client("glue").get_databases()["DatabaseList"] != []) is there
        assert (owner.client("sagemaker").list_model_package_groups()["ModelPackageGroupSummaryList"] != []) is there
        assert (vpc in [one["VpcId"] for one in owner.client("ec2").describe_vpcs()["Vpcs"]]) is there
        assert (owner.client("codeconnections").list_connections()["Connections"] != []) is there
        assert (owner.client("sns").list_topics()["Topics"] != []) is there
    assert spoke.client("ecr").get_registry_policy()["registryId"] == spoke.id
    with pytest.raises(ClientError, match="RegistryPolicyNotFound"):
        account.client("ecr").get_registry_policy()


def test_a_role_that_does_not_trust_the_caller_is_refused(account: TestAccount, spoke: TestAccount) -> None:
    stranger = TestAccount(account.endpoint, "999988887777")
    for caller, role in ((stranger, "deploys"), (account, "nobody")):
        with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
            _session(caller.client("sts"), spoke.id, role)


def test_a_role_may_trust_one_role_of_another_account(account: TestAccount, spoke: TestAccount) -> None:
    account.create("role", _role(account.id))
    target = TestAccount(account.endpoint, f"3{spoke.id[1:]}")
    target.create("role", _role(f"arn:aws:iam::{account.id}:role/deploys"))
    with pytest.raises(ClientError, match="AccessDenied"):
        _session(account.client("sts"), target.id)
    first = _session(account.client("sts"), account.id).client("sts", endpoint_url=account.endpoint)
    chained = _session(first, target.id).client("sts", endpoint_url=account.endpoint)
    assert chained.get_caller_identity()["Arn"] == f"arn:aws:sts::{target.id}:assumed-role/deploys/session"


def test_an_object_is_read_across_accounts_if_its_bucket_lets(account: TestAccount, spoke: TestAccount) -> None:
    """A serving account reads the hub's artifacts. The bucket's policy is looked at; the key's is not."""
    hub = account.client("s3")
    hub.create_bucket(Bucket="hubs", CreateBucketConfiguration={"LocationConstraint": REGION})
    hub.put_object(Bucket="hubs", Key="release.json", Body=b"{}")
    reader = _session(account.client("sts"), spoke.id).client("s3", endpoint_url=account.endpoint)
    with pytest.raises(ClientError, match="AccessDenied"):
        reader.get_object(Bucket="hubs", Key="release.json")
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{spoke.id}:root"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::hubs/*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{spoke.id}:role/deploys"}},
    }
    hub.put_bucket_policy(Bucket="hubs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert reader.get_object(Bucket="hubs", Key="release.json")["Body"].read() == b"{}"
