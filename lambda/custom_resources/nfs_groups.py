"""The two security groups that SageMaker makes for the file system of a domain; each has rules that name the other."""

from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from .aws import error_code
from .file_systems import OWNER_TAG
from .revocation import revoke

GONE = "InvalidGroup.NotFound"
IN_USE = "DependencyViolation"


class OpenRulesError(RuntimeError):
    """Rules of a security group could not be revoked."""


class NfsGroups:
    """The groups of removed domains in one VPC, as EC2 shows them."""

    def __init__(self, ec2: Any, vpc: str) -> None:
        self._ec2, self._vpc = ec2, vpc

    def of(self, domain: str) -> list[str]:
        """The ids of a domain's groups, sorted."""
        filters = [{"Name": "vpc-id", "Values": [self._vpc]}, {"Name": f"tag:{OWNER_TAG}", "Values": [domain]}]
        pages = self._ec2.get_paginator("describe_security_groups").paginate(Filters=filters)
        return sorted(group["GroupId"] for page in pages for group in page["SecurityGroups"])

    def users_of(self, groups: list[str]) -> list[str]:
        """The network interfaces that carry one of the groups, sorted."""
        if not groups:
            return []
        filters = [{"Name": "group-id", "Values": groups}]
        pages = self._ec2.get_paginator("describe_network_interfaces").paginate(Filters=filters)
        return sorted(one["NetworkInterfaceId"] for page in pages for one in page["NetworkInterfaces"])

    def remove(self, groups: list[str]) -> list[str]:
        """Deletes the groups, all rules first: they hold each other. Returns those that something else still holds."""
        for group in groups:
            rules = self._rules_of(group)
            if failures := revoke(self._ec2, group, rules):
                raise OpenRulesError(f"{group}: {'; '.join(failures)}")
        return [group for group in groups if not self._is_deleted(group)]

    def _rules_of(self, group: str) -> dict[str, bool]:
        pages = self._ec2.get_paginator("describe_security_group_rules").paginate(
            Filters=[{"Name": "group-id", "Values": [group]}]
        )
        return {rule["SecurityGroupRuleId"]: rule["IsEgress"] for page in pages for rule in page["SecurityGroupRules"]}

    def _is_deleted(self, group: str) -> bool:
        try:
            self._ec2.delete_security_group(GroupId=group)
        except ClientError as error:
            if error_code(error) == IN_USE:
                return False
            if error_code(error) != GONE:
                raise
        return True
