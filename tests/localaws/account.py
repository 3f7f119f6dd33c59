"""How the tests talk to the local AWS: boto3 from outside, nothing of the server's own code."""

import json
import time
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

REGION = "eu-west-1"
Template = dict[str, Any]


class StackFailedError(AssertionError):
    """A stack did not reach the wanted status; the message lists the failures."""


@dataclass
class TestAccount:
    """One account, and the stacks in it."""

    __test__ = False
    endpoint: str
    id: str

    def client(self, service: str, region: str = REGION) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.id,
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def create(self, stack: str, resources: Template, **rest: Any) -> dict[str, str]:
        """Create a stack and return its outputs."""
        self.client("cloudformation").create_stack(StackName=stack, **_call(resources, rest))
        return self.await_status(stack, "CREATE_COMPLETE")

    def update(self, stack: str, resources: Template, **rest: Any) -> dict[str, str]:
        """Update a stack and return its outputs."""
        self.client("cloudformation").update_stack(StackName=stack, **_call(resources, rest))
        return self.await_status(stack, "UPDATE_COMPLETE")

    def delete(self, stack: str) -> None:
        identifier = self.describe(stack)["StackId"]
        self.client("cloudformation").delete_stack(StackName=stack)
        self.await_status(identifier, "DELETE_COMPLETE")

    def failing_create(self, stack: str, resources: Template, **rest: Any) -> str:
        """Create a stack that must roll back; return why."""
        self.client("cloudformation").create_stack(StackName=stack, **_call(resources, rest))
        self.await_status(stack, "ROLLBACK_COMPLETE")
        return self.reasons(stack)

    def failing_update(self, stack: str, resources: Template, **rest: Any) -> str:
        """Update a stack that must roll back; return why."""
        self.client("cloudformation").update_stack(StackName=stack, **_call(resources, rest))
        self.await_status(stack, "UPDATE_ROLLBACK_COMPLETE")
        return self.reasons(stack)

    def await_status(self, stack: str, wanted: str) -> dict[str, str]:
        deadline = time.monotonic() + 60
        while (found := self.describe(stack))["StackStatus"].endswith("IN_PROGRESS"):
            if time.monotonic() > deadline:
                raise StackFailedError(f"{stack} is still {found['StackStatus']}")
            time.sleep(0.02)
        if found["StackStatus"] != wanted:
            raise StackFailedError(f"{stack} is {found['StackStatus']}, not {wanted}:\n{self.reasons(stack)}")
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def describe(self, stack: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        return found

    def events(self, stack: str) -> list[dict[str, Any]]:
        """Return the events, oldest first."""
        pages = self.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def reasons(self, stack: str) -> str:
        told = ("FAILED", "ROLLBACK_IN_PROGRESS")
        failed = [event for event in self.events(stack) if event["ResourceStatus"].endswith(told)]
        return "\n".join(f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason')}" for one in failed)

    def physical_id(self, stack: str, logical_id: str) -> str:
        details = self.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)
        return str(details["StackResourceDetail"]["PhysicalResourceId"])


def _call(resources: Template, rest: dict[str, Any]) -> dict[str, Any]:
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources, **rest}
    return {"TemplateBody": json.dumps(template), "Capabilities": ["CAPABILITY_NAMED_IAM"]}


def resource(type_name: str, *, retain: Any = False, after: Any = None, **properties: Any) -> Template:
    """Return one resource of a template: whether it is retained, the id it comes after, and its properties."""
    found: Template = {"Type": type_name, "Properties": properties}
    if retain:
        found["DeletionPolicy"] = "Retain"
    if after:
        found["DependsOn"] = after
    return found


def ref(logical_id: str) -> dict[str, str]:
    return {"Ref": logical_id}


def att(logical_id: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical_id, attribute]}


def trust(*services: str) -> dict[str, Any]:
    """Return a trust policy for AWS services."""
    principal = {"Service": [f"{service}.amazonaws.com" for service in services]}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(action: str, resource_arn: str = "*") -> dict[str, Any]:
    """Return a policy of one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource_arn}
    return {"Version": "2012-10-17", "Statement": [statement]}


def a_key(**changes: object) -> dict[str, object]:
    """A KMS key of a template, with rotation and tags."""
    policy = allow("kms:*")
    policy["Statement"][0]["Principal"] = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
    properties = {"Description": "data", "KeyPolicy": policy, "EnableKeyRotation": "true", "RotationPeriodInDays": 180}
    tags = [{"Key": "class", "Value": "confidential"}]
    return resource("AWS::KMS::Key", **{**properties, "PendingWindowInDays": 7, "Tags": tags, **changes})
