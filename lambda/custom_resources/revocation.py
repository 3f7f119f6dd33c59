"""Takes rules from a security group."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from .aws import error_code
from .log import logger

GONE = "InvalidSecurityGroupRuleId.NotFound"
"""Somebody else was faster (a second delivery of the event): the next reading of the rules tells what is left."""


def revoke(ec2: Any, group: str, rules: Mapping[str, bool]) -> list[str]:
    """Revokes the rules, both directions even where the first one fails. Returns what failed, in words."""
    ingress = sorted(rule for rule, egress in rules.items() if not egress)
    egress = sorted(rule for rule, egress in rules.items() if egress)
    directions = [("ingress", ec2.revoke_security_group_ingress, ingress)]
    directions.append(("egress", ec2.revoke_security_group_egress, egress))
    failures = [_failure(name, call, group, ids) for name, call, ids in directions if ids]
    return [failure for failure in failures if failure]


def _failure(direction: str, call: Any, group: str, ids: list[str]) -> str:
    try:
        call(GroupId=group, SecurityGroupRuleIds=ids)
    except ClientError as error:
        if error_code(error) == GONE:
            return ""
        return f"{direction} rules {', '.join(ids)} could not be revoked: {error}"
    logger.info("Rules revoked", extra={"group": group, "direction": direction, "rules": ids})
    return ""
