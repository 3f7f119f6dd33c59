"""Statements of a closed key policy.

A key policy that hands `kms:*` to the account lets every IAM policy of the account decide who reads the data. Here the
account may administer the key; who may *use* it stands in the key policy alone, by the names of roles. Nothing else
adds to it later, so a reviewer reads one document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import Aws

from mlplatform.arns import ACCOUNT_ROOT, account_root

ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)

READ = ("kms:Decrypt", "kms:DescribeKey")


@dataclass(frozen=True, kw_only=True)
class KeyUse:
    """Roles of one account that may use a key.

    Args:
        sid: Says who in the policy.
        roles: ARNs or patterns of role ARNs. The roles need not exist yet.
        uses: Whether they may encrypt and decrypt with it.
        reads: Whether they may decrypt only, where they use it.
        grants: Whether they may also hand the key to an AWS service that keeps volumes open for them (EBS, EFS).
        via: The only service through which they may do so, such as `backup.<region>.amazonaws.com`; without it, any.
    """

    sid: str
    roles: tuple[str, ...]
    uses: bool = True
    reads: bool = False
    grants: bool = False
    via: str = ""
    account: str = Aws.ACCOUNT_ID


@dataclass(frozen=True, kw_only=True)
class ServiceUse:
    """An AWS service that uses a key in its own name, on behalf of this account only."""

    sid: str
    service: str
    conditions: Mapping[str, Any] = field(default_factory=dict)


def key_policy(uses: tuple[KeyUse, ...], services: tuple[ServiceUse, ...]) -> dict[str, Any]:
    """The whole policy of a key."""
    statements = [_statement("Administer", {"AWS": ACCOUNT_ROOT}, ADMINISTER)]
    for use in uses:
        statements += _use_statements(use)
    statements += [_statement(s.sid, {"Service": s.service}, USE, s.conditions) for s in services]
    return {"Version": "2012-10-17", "Statement": statements}


def _use_statements(use: KeyUse) -> list[dict[str, Any]]:
    caller: dict[str, Any] = {"ArnLike": {"aws:PrincipalArn": list(use.roles)}}
    if use.via:
        caller["StringEquals"] = {"kms:ViaService": use.via}
    account = {"AWS": account_root(use.account)}
    actions = READ if use.reads else USE
    statements = [_statement(use.sid, account, actions, caller)] if use.uses else []
    if use.grants:
        for_services = {**caller, "Bool": {"kms:GrantIsForAWSResource": "true"}}
        statements.append(_statement(f"{use.sid}Grants", account, ("kms:CreateGrant",), for_services))
    return statements


def _statement(
    sid: str, principal: dict[str, str], actions: tuple[str, ...], conditions: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": "*"}
    return {**statement, "Condition": dict(conditions)} if conditions else statement
