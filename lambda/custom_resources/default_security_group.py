"""`Custom::ClosedDefaultSecurityGroup`: the default security group of a VPC, without any rule.

Every VPC comes with a group that lets its members talk to each other and to everywhere. CloudFormation can neither
remove it nor change its rules (EC2.2 of Security Hub; VPCDefaultSecurityGroupClosed of cdk-nag).

Properties: `VpcId`. Attributes: `SecurityGroupId`, `Revoked` (how many rules were there).

Create and Update revoke every rule; a group that is closed already is left as it is. Delete leaves the group closed.

The execution role holds `DEFAULT_SECURITY_GROUP`; the package says where that stands.

Reaches the interface endpoint `ec2`. Two minutes are enough.
"""

from time import sleep
from typing import Any

from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from .aws import client
from .log import logger
from .properties import text
from .response import Outcome, custom_resource
from .revocation import revoke

ROUNDS = 5
PAUSE = 2.0
"""Seconds until the rules are read again: EC2 is eventually consistent."""


class OpenSecurityGroupError(RuntimeError):
    """The group could not be closed."""


@custom_resource
def handler(event: CloudFormationCustomResourceEvent, _context: LambdaContext) -> Outcome:
    """Closes the default security group of the VPC."""
    if event.request_type == "Delete":
        logger.info("The default security group stays closed: that is safe, and it goes with its VPC")
        return Outcome(physical_id=event.physical_resource_id)
    vpc = text(event.resource_properties, "VpcId", example="vpc-0123456789abcdef0")
    ec2 = client("ec2")
    group = default_group(ec2, vpc)
    revoked = close(ec2, group)
    logger.info("The default security group is closed", extra={"vpc": vpc, "group": group, "revoked": revoked})
    # Another VPC has another group, so another id: CloudFormation then treats the change as a replacement.
    return Outcome(physical_id=f"closed-{group}", data={"SecurityGroupId": group, "Revoked": str(revoked)})


def default_group(ec2: Any, vpc: str) -> str:
    """The id of the VPC's default security group."""
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    pages = ec2.get_paginator("describe_security_groups").paginate(Filters=filters)
    groups = [str(group["GroupId"]) for page in pages for group in page["SecurityGroups"]]
    if len(groups) != 1:
        raise OpenSecurityGroupError(
            f"{vpc} must have one security group named default; found {groups or 'none'}. "
            f"Check that VpcId names a VPC of this account and region."
        )
    return groups[0]


def close(ec2: Any, group: str) -> int:
    """Revokes every rule of the group, until none is left. Returns how many there were."""
    revoked: set[str] = set()
    for _ in range(ROUNDS):
        rules = rules_of(ec2, group)
        if not rules:
            return len(revoked)
        failures = revoke(ec2, group, rules)
        if failures:
            raise OpenSecurityGroupError(_advice(group, failures))
        revoked.update(rules)
        sleep(PAUSE)
    raise OpenSecurityGroupError(_advice(group, [f"still there after {ROUNDS} attempts: {', '.join(sorted(rules))}"]))


def rules_of(ec2: Any, group: str) -> dict[str, bool]:
    """The group's rules: their ids, and whether they are for egress."""
    filters = [{"Name": "group-id", "Values": [group]}]
    pages = ec2.get_paginator("describe_security_group_rules").paginate(Filters=filters)
    return {rule["SecurityGroupRuleId"]: rule["IsEgress"] for page in pages for rule in page["SecurityGroupRules"]}


def _advice(group: str, failures: list[str]) -> str:
    return (
        f"{group} is still open. {'; '.join(failures)}. Allow the function's role to revoke rules of this group, or "
        f"revoke them yourself (and stop what adds them), then deploy again."
    )
