"""Every statement of every role, as it would be deployed, against the service authorization reference."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.access import Estate, Policy, Roles
from tests.behaviour.conftest import DEFAULT
from tests.behaviour.statements import (
    Check,
    Statement,
    beside,
    everywhere,
    strange_keys,
    unknown,
    wild,
    without_resources,
)
from tests.conftest import Assembly

OF_EVERY = (unknown, strange_keys)
OF_ALLOWS = (wild, everywhere, without_resources, beside)
"""A boundary is no grant: it names verbs that read, and everything in the account (docs/decisions/0003)."""


@pytest.fixture(scope="module")
def roles(synthesized: Callable[[str], Assembly]) -> Roles:
    return Roles(Estate.read(synthesized(DEFAULT).folder))


def wrong(policies: list[Policy], check: Check, *, allows_only: bool) -> list[str]:
    """What a check finds, once for each statement, with the policy that it stands in."""
    found: dict[str, str] = {}
    for policy in policies:
        for statement in policy.statements:
            if statement["Effect"] == "Allow" or not allows_only:
                text = json.dumps(statement, sort_keys=True)
                if text not in found:
                    found[text] = "; ".join(f"{policy.name} {statement['Sid']}: {one}" for one in check(statement))
    return [one for one in found.values() if one]


@pytest.mark.parametrize("check", OF_EVERY)
def test_every_statement_is_what_the_reference_knows(roles: Roles, check: Check) -> None:
    policies = [policy for role in roles for policy in (*role.identity, *filter(None, [role.boundary]))]
    assert len(policies) > 100
    assert wrong(policies, check, allows_only=False) == []


@pytest.mark.parametrize("check", OF_ALLOWS)
def test_every_grant_is_as_narrow_as_its_actions_take(roles: Roles, check: Check) -> None:
    policies = [policy for role in roles for policy in role.identity]
    assert len(policies) > 100
    assert wrong(policies, check, allows_only=True) == []


def _statement(action: str, resource: str, **condition: Any) -> Statement:
    return {"Sid": "Seeded", "Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition}


BUCKET, KEY = "arn:aws:s3:::data", "arn:aws:kms:eu-west-1:111122223333:key/1"
SEEDED: list[tuple[Check, Statement, str]] = [
    (unknown, _statement("sagemaker:CreateTrainingsJob", "*"), "sagemaker:CreateTrainingsJob"),
    (unknown, _statement("sagmaker:Create*", "*"), "sagmaker:Create*"),
    (strange_keys, _statement("sagemaker:CreateApp", "*", Null={"sagemaker:VpcSubnets": "true"}), "VpcSubnets"),
    (strange_keys, _statement("kms:Decrypt", KEY, StringEquals={"s3:prefix": "a"}), "kms:Decrypt s3:prefix"),
    (wild, _statement("s3:Get*", f"{BUCKET}/*"), "s3:Get*"),
    (everywhere, _statement("s3:GetObject", "*"), "s3:GetObject"),
    (everywhere, _statement("s3:GetObject", "arn:aws:s3:::*"), "s3:GetObject"),
    (without_resources, _statement("s3:ListAllMyBuckets", BUCKET), "s3:ListAllMyBuckets"),
    (beside, _statement("kms:Decrypt", BUCKET), "kms:Decrypt"),
    (beside, _statement("s3:ListBucket", KEY), KEY),
]


@pytest.mark.parametrize(("check", "statement", "said"), SEEDED)
def test_a_seeded_fault_is_seen(check: Check, statement: Statement, said: str) -> None:
    assert any(said in one for one in check(statement))


FINE = [
    _statement("s3:GetObject", f"{BUCKET}/*", StringEquals={"aws:ResourceAccount": "111122223333"}),
    _statement("kms:Decrypt", KEY, StringEquals={"kms:EncryptionContext:aws:s3:arn": BUCKET}),
    _statement("ec2:DescribeVpcs", "*"),
]


@pytest.mark.parametrize("statement", FINE)
@pytest.mark.parametrize("check", [*OF_EVERY, *OF_ALLOWS])
def test_what_is_right_is_left_alone(check: Check, statement: Statement) -> None:
    assert check(statement) == []
