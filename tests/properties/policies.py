"""Roles and policies of an estate, in the words in which the checks speak of them."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.properties.estate import Estate, Fault, Resource, Templates, filled

ROLE, POLICY = "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
BOUNDARY = re.compile(r".*-workload-boundary")
Properties = dict[str, Any]


def studio(estate: Estate) -> dict[str, Any]:
    """How SageMaker takes a role: for this account only, and saying on whose behalf."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
        "Condition": {"StringEquals": {"aws:SourceAccount": estate.account}},
    }


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(policy: Resource) -> list[dict[str, Any]]:
    return as_list(policy.properties["PolicyDocument"]["Statement"])


def actions(statement: dict[str, Any]) -> list[str]:
    return as_list(statement.get("Action", []))


def trust(role: Resource) -> list[dict[str, Any]]:
    """The statements of a trust policy, without their names."""
    found = as_list(role.properties["AssumeRolePolicyDocument"]["Statement"])
    return [{key: value for key, value in statement.items() if key != "Sid"} for statement in found]


def is_boundary(policy: Resource) -> bool:
    return bool(BOUNDARY.fullmatch(policy.properties.get("ManagedPolicyName", "")))


def boundaries(estate: Estate) -> dict[str, Resource]:
    """Class of roles to its boundary."""
    found = {policy.properties["ManagedPolicyName"]: policy for policy in estate.of(POLICY) if is_boundary(policy)}
    classes = ("people", "jobs", "delivery")
    return {
        next((one for one in classes if name.endswith(f"-{one}-workload-boundary")), "services"): policy
        for name, policy in found.items()
    }


def attached(estate: Estate, role: Resource) -> list[Resource]:
    """The policies that a role names, and those that name the role."""
    name = role.properties.get("RoleName")
    named = [estate.by_reference[arn] for arn in role.properties.get("ManagedPolicyArns", [])]
    return named + [policy for policy in estate.of(POLICY) if name and name in policy.properties.get("Roles", [])]


def granted(estate: Estate, role: Resource) -> Iterator[dict[str, Any]]:
    """The Allows of a role."""
    for policy in attached(estate, role):
        yield from (statement for statement in statements(policy) if statement["Effect"] == "Allow")


def role_of(estate: Estate, name: str) -> Resource:
    [found] = [role for role in estate.of(ROLE) if role.properties.get("RoleName") == name]
    return found


def size(document: Any) -> int:
    """Characters as IAM and KMS count them: without white space, with references as long as they may become."""
    return len(filled(json.dumps(document, separators=(",", ":"))))


def in_role(suffix: str, edit: Callable[[Properties], object]) -> Fault:
    """A fault in the first role whose name ends so."""
    return _fault(ROLE, lambda role: str(role.get("RoleName", "")).endswith(suffix), edit)


def in_policy(sid: str, edit: Callable[[Properties], object]) -> Fault:
    """A fault in the first managed policy with that statement."""
    return _fault(POLICY, lambda policy: sid in [row["Sid"] for row in policy["PolicyDocument"]["Statement"]], edit)


def _fault(type_: str, fits: Callable[[Properties], bool], edit: Callable[[Properties], object]) -> Fault:
    def fault(templates: Templates) -> None:
        resources = [resource for template in templates.values() for resource in template["Resources"].values()]
        edit(next(r["Properties"] for r in resources if r["Type"] == type_ and fits(r["Properties"])))

    return fault
