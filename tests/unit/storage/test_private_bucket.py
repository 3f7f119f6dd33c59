"""A private bucket's own policy, request by request, and what it refuses to become."""

from functools import cache
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from mlplatform.storage import PrivateBucket
from tests.properties.estate import Estate
from tests.unit.data.requests import decides

KEY, OTHER = "arn:aws:kms:eu-west-1:111122223333:key/own", "arn:aws:kms:eu-west-1:111122223333:key/other"
ALGORITHM, KEY_ID = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
OF_THE_CLIENT = "s3:x-amz-server-side-encryption-customer-algorithm"
OVER_TLS = {"aws:SecureTransport": "true"}


def bucket(stack: Stack) -> PrivateBucket:
    return PrivateBucket(stack, "Data", key_arn=KEY, logs_bucket="logs", expires={"scratch": 30})


@cache
def estate() -> Estate:
    stack = Stack(App(), "Stack")
    bucket(stack)
    return Estate({"Stack": dict(Template.from_stack(stack).to_json())})


def properties(type_: str) -> dict[str, Any]:
    [found] = estate().of(type_)
    return found.properties


REQUESTS: list[tuple[str, dict[str, str], bool]] = [
    ("s3:PutObject", {}, False),
    ("s3:PutObject", {ALGORITHM: "aws:kms", KEY_ID: KEY}, False),
    ("s3:PutObject", {ALGORITHM: "aws:kms", KEY_ID: OTHER}, True),
    ("s3:PutObject", {ALGORITHM: "aws:kms"}, True),  # a key of AWS
    ("s3:PutObject", {ALGORITHM: "AES256"}, True),
    ("s3:PutObject", {OF_THE_CLIENT: "AES256"}, True),
    ("s3:PutObject", {"aws:SecureTransport": "false"}, True),
    ("s3:GetObject", {}, False),
    ("s3:GetObject", {"aws:SecureTransport": "false"}, True),
]


@pytest.mark.parametrize(("action", "context", "denied"), REQUESTS)
def test_the_policy_denies(action: str, context: dict[str, str], denied: bool) -> None:
    statements = properties("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    [resource] = estate().of("AWS::S3::Bucket")
    key = f"<<{resource.name}.Arn>>/churn/part-0"
    assert decides(statements, "Deny", action, key, {**OVER_TLS, **context}) is denied
    assert not decides(statements, "Allow", action, key, {**OVER_TLS, **context})


def test_what_may_go_goes_in_days_and_everything_else_keeps_versions() -> None:
    every, scratch = properties("AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert every["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert not {"Prefix", "ExpirationInDays"} & set(every)
    assert (scratch["Prefix"], scratch["ExpirationInDays"]) == ("scratch/", 30)


def test_accesses_are_logged_below_a_prefix_of_its_own() -> None:
    logging = properties("AWS::S3::Bucket")["LoggingConfiguration"]
    assert logging == {"DestinationBucketName": "logs", "LogFilePrefix": "Stack/Data/"}


def test_its_policy_takes_denies_only() -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(ValueError, match=r"only denies.*Grant in the role's policy"):
        bucket(stack).closed_by([{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}])
