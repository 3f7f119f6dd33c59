"""The default security group of a VPC ends up without rules, against moto's EC2."""

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

Asset = Callable[[str], ModuleType]
Request = Callable[..., dict[str, Any]]


@pytest.fixture
def handle(asset: Asset, context: Any) -> Callable[[dict[str, Any]], None]:
    return lambda event: asset("default_security_group").handler(event, context)


def group_of(ec2: Any, vpc: str) -> str:
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    return str(ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"])


def rules_of(ec2: Any, group: str) -> list[Any]:
    filters = [{"Name": "group-id", "Values": [group]}]
    return list(ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"])


def open_more(ec2: Any, group: str, rules: int = 1) -> None:
    for port in range(1000, 1000 + rules):
        ranges = [{"CidrIp": "10.0.0.0/16"}]
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_every_rule_is_revoked(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request, kind: str) -> None:
    group = group_of(ec2, vpc)
    open_more(ec2, group)
    handle(request_of(kind, {"VpcId": vpc}))
    assert rules_of(ec2, group) == []
    assert answers.answer["Data"] == {"SecurityGroupId": group, "Revoked": "2"}
    assert answers.answer["Status"] == "SUCCESS"


def test_a_second_delivery_changes_nothing(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request) -> None:
    handle(request_of("Create", {"VpcId": vpc}))
    first = answers.answer
    answers.bodies.clear()
    handle(request_of("Create", {"VpcId": vpc}))
    assert answers.answer["Data"]["Revoked"] == "0"
    assert answers.answer["PhysicalResourceId"] == first["PhysicalResourceId"]


def test_other_groups_keep_their_rules(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request) -> None:
    other = ec2.create_security_group(GroupName="studio", Description="studio", VpcId=vpc)["GroupId"]
    elsewhere = group_of(ec2, ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"])
    handle(request_of("Create", {"VpcId": vpc}))
    assert answers.answer["Status"] == "SUCCESS"
    assert rules_of(ec2, other)
    assert rules_of(ec2, elsewhere)


def test_another_vpc_is_a_replacement(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request) -> None:
    handle(request_of("Create", {"VpcId": vpc}))
    first = answers.answer["PhysicalResourceId"]
    answers.bodies.clear()
    other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    handle(request_of("Update", {"VpcId": other}, PhysicalResourceId=first, OldResourceProperties={"VpcId": vpc}))
    assert answers.answer["PhysicalResourceId"] != first


def test_delete_leaves_the_group_closed(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request) -> None:
    group = group_of(ec2, vpc)
    handle(request_of("Delete", {"VpcId": vpc}, PhysicalResourceId=f"closed-{group}"))
    assert answers.answer["Status"] == "SUCCESS"
    assert answers.answer["PhysicalResourceId"] == f"closed-{group}"
    assert len(rules_of(ec2, group)) == 1  # untouched, whatever it is: Delete reads nothing


@pytest.mark.parametrize("properties", [{}, {"VpcId": ""}, {"VpcId": ["vpc-1"]}])
def test_a_malformed_request_says_what_is_missing(
    ec2: Any, handle: Any, answers: Any, request_of: Request, properties: dict[str, Any]
) -> None:
    handle(request_of("Create", properties))
    assert answers.answer["Status"] == "FAILED"
    assert "property VpcId must be a text such as vpc-" in answers.answer["Reason"]


def test_an_unknown_vpc_is_explained(ec2: Any, handle: Any, answers: Any, request_of: Request) -> None:
    handle(request_of("Create", {"VpcId": "vpc-0000000000000000f"}))
    assert "vpc-0000000000000000f must have one security group named default; found none" in answers.answer["Reason"]


def refuse(ec2: Any, operation: str, code: str) -> None:
    refusal = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {}}
    ec2.meta.events.register(f"before-call.ec2.{operation}", lambda **_: (SimpleNamespace(status_code=403), refusal))


def test_a_partial_failure_says_what_is_left_and_what_to_do(
    ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request
) -> None:
    group = group_of(ec2, vpc)
    open_more(ec2, group)
    refuse(ec2, "RevokeSecurityGroupIngress", "UnauthorizedOperation")
    handle(request_of("Create", {"VpcId": vpc}))
    assert answers.answer["Status"] == "FAILED"
    [left] = rules_of(ec2, group)
    assert not left["IsEgress"]  # the other direction is closed all the same
    for part in (group, left["SecurityGroupRuleId"], "UnauthorizedOperation", "deploy again"):
        assert part in answers.answer["Reason"]


def test_rules_that_come_back_are_a_failure(ec2: Any, vpc: str, handle: Any, answers: Any, request_of: Request) -> None:
    refuse(ec2, "RevokeSecurityGroupEgress", "InvalidSecurityGroupRuleId.NotFound")  # gone, they say; yet it is listed
    handle(request_of("Create", {"VpcId": vpc}))
    assert answers.answer["Status"] == "FAILED"
    assert "still there after 5 attempts" in answers.answer["Reason"]


def test_pages_of_rules_are_all_read(asset: Asset, ec2: Any, vpc: str) -> None:
    """moto has no pages for rules, so a page of one is put before what moto answers."""
    group = group_of(ec2, vpc)
    first = {"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-first", "IsEgress": False}], "NextToken": "more"}
    pages = iter([(SimpleNamespace(status_code=200), first)])
    ec2.meta.events.register("before-call.ec2.DescribeSecurityGroupRules", lambda **_: next(pages, None))
    assert {"sgr-first": False}.items() < asset("default_security_group").rules_of(ec2, group).items()
