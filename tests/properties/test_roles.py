"""Every role and policy of the synthesized templates, by property."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.properties.estate import Estate, Fault, add, change
from tests.properties.policies import POLICY, ROLE, actions, as_list, boundary, is_boundary, statements

Check = Callable[[Estate], list[str]]


def unbounded(estate: Estate) -> list[str]:
    """Roles whose boundary is not the workload boundary."""
    limit = estate.by_reference
    found = [(role, limit.get(role.properties.get("PermissionsBoundary", ""))) for role in estate.of(ROLE)]
    return [role.name for role, policy in found if policy is None or not is_boundary(policy)]


def inline(estate: Estate) -> list[str]:
    typed = [resource.name for resource in estate.resources if resource.type in INLINE_TYPES]
    return typed + [role.name for role in estate.of(ROLE) if "Policies" in role.properties]


def managed_by_aws(estate: Estate) -> list[str]:
    """Whatever a role has attached is a policy of these templates."""
    return [
        f"{role.name} {arn}"
        for role in estate.of(ROLE)
        for arn in role.properties.get("ManagedPolicyArns", [])
        if arn not in estate.by_reference
    ]


def full_access(estate: Estate) -> list[str]:
    text = json.dumps(estate.templates)
    return [word for word in ("AmazonSageMaker", "AdministratorAccess", ":iam::aws:policy") if word in text]


def wild_actions(estate: Estate) -> list[str]:
    rows = [(policy, row) for policy in estate.of(POLICY) for row in statements(policy)]
    return [f"{policy.name} {action}" for policy, row in rows for action in actions(row) if set(action) & set("*?")] + [
        policy.name for policy, row in rows if {"NotAction", "NotResource"} & set(row)
    ]


def outside_the_boundary(estate: Estate) -> list[str]:
    """Granted actions that the boundary would take away."""
    allowed = {a for row in statements(boundary(estate)) if row["Effect"] == "Allow" for a in actions(row)}
    rows = [row for policy in estate.of(POLICY) for row in statements(policy) if row["Effect"] == "Allow"]
    return sorted({action for row in rows for action in actions(row)} - allowed)


def loosely_passed(estate: Estate) -> list[str]:
    """iam:PassRole names one role of a team's jobs, handed to SageMaker; in the boundary it names the platform's."""
    rows = [
        (policy, row) for policy in estate.of(POLICY) for row in statements(policy) if "iam:PassRole" in actions(row)
    ]
    to_sagemaker = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    wrong = [policy.name for policy, row in rows if row.get("Condition") != to_sagemaker or actions(row) != PASS_ROLE]
    jobs = {
        role for role, found in estate.by_reference.items() if found.properties.get("RoleName", "").endswith("-job")
    }
    return wrong + [
        policy.name for policy, row in rows if not is_boundary(policy) and not set(as_list(row["Resource"])) <= jobs
    ]


def unnamed_statements(estate: Estate) -> list[str]:
    return [
        policy.name
        for policy in estate.of(POLICY)
        if len({row.get("Sid") for row in statements(policy)} - {None}) != len(statements(policy))
    ]


PASS_ROLE = ["iam:PassRole"]
INLINE_TYPES = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::User", "AWS::IAM::Group")
CHECKS = (
    unbounded,
    inline,
    managed_by_aws,
    full_access,
    wild_actions,
    outside_the_boundary,
    loosely_passed,
    unnamed_statements,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert check(each) == []


def _policy(**statement: Any) -> Fault:
    return add(POLICY, PolicyDocument={"Statement": [{"Sid": "A", "Effect": "Allow", "Resource": "*", **statement}]})


AWS_POLICY = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
FAULTS: list[tuple[Check, Fault]] = [
    (unbounded, change(ROLE, lambda role: role.pop("PermissionsBoundary"))),
    (unbounded, change(ROLE, lambda role: role.update(PermissionsBoundary=role["ManagedPolicyArns"][0]))),
    (inline, change(ROLE, lambda role: role.update(Policies=[{}]))),
    (inline, add("AWS::IAM::Policy")),
    (managed_by_aws, change(ROLE, lambda role: role["ManagedPolicyArns"].append(AWS_POLICY))),
    (full_access, change(ROLE, lambda role: role["ManagedPolicyArns"].append(AWS_POLICY))),
    (wild_actions, _policy(Action="sagemaker:Describe*")),
    (wild_actions, _policy(NotAction="iam:*")),
    (outside_the_boundary, _policy(Action="s3:GetObject")),
    (loosely_passed, _policy(Action="iam:PassRole")),
    (loosely_passed, _policy(Action="iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "*"}})),
    (unnamed_statements, _policy(Sid=None)),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))
