"""Every role and policy of the synthesized templates, by property."""

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from mlplatform.identity.capabilities import JOBS, PEOPLE, SERVICES
from mlplatform.identity.guard_rails import BOUNDARY_DENIES
from tests.properties.estate import Estate, Fault, Resource, Templates, add, change
from tests.properties.policies import (
    POLICY,
    ROLE,
    actions,
    as_list,
    attached,
    boundaries,
    in_policy,
    in_role,
    is_boundary,
    statements,
)
from tests.unit.identity.reference import access_level, service_of

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
    # A tag that SageMaker writes is no policy of AWS.
    text = json.dumps(estate.templates).replace("ManagedByAmazonSageMakerResource", "")
    return [word for word in ("AmazonSageMaker", "AdministratorAccess", ":iam::aws:policy") if word in text]


def wild_actions(estate: Estate) -> list[str]:
    """A policy spells its actions out; a boundary may name verbs whose every action reads, or stops what runs."""
    rows = [(policy, row) for policy in estate.of(POLICY) for row in statements(policy)]
    wild = [(policy, action) for policy, row in rows for action in actions(row) if set(action) & set("*?")]
    return [f"{policy.name} {action}" for policy, action in wild if not is_boundary(policy) or writes(action)] + [
        policy.name for policy, row in rows if {"NotAction", "NotResource"} & set(row)
    ]


def writes(pattern: str) -> list[str]:
    """The actions that a pattern stands for and that do neither read nor stop."""
    service = pattern.partition(":")[0]
    found = [f"{service}:{name}" for name in service_of(pattern).get("privileges", {})]
    matching = [action for action in found if fnmatchcase(action, pattern)]
    harmless = {action for action in matching if access_level(action) in ("Read", "List") or ":Stop" in action}
    return [action for action in matching if action not in harmless] if matching else [pattern]


def let_through(limit: Resource) -> set[str]:
    return {a for row in statements(limit) if row["Effect"] == "Allow" for a in actions(row)}


def outside_the_boundary(estate: Estate) -> list[str]:
    """Granted actions that the boundary of the role that has them would take away."""
    found = set()
    for role in estate.of(ROLE):
        limit = estate.by_reference.get(role.properties.get("PermissionsBoundary", ""))
        allowed = let_through(limit) if limit else set[str]()
        rows = [row for policy in attached(estate, role) for row in statements(policy) if row["Effect"] == "Allow"]
        granted = {action for row in rows for action in actions(row)}
        found |= {f"{role.name} {a}" for a in granted if not any(fnmatchcase(a, pattern) for pattern in allowed)}
    return sorted(found)


def needless_limits(estate: Estate) -> list[str]:
    """What a boundary lets through and no row of `capabilities` of its class holds; test_projects.py has delivery's."""
    rows = {"people": PEOPLE, "jobs": JOBS, "services": SERVICES}
    return [
        f"{of} {pattern}"
        for of, limit in boundaries(estate).items()
        if of in rows
        for pattern in sorted(let_through(limit))
        if not any(fnmatchcase(action, pattern) for row in rows[of] for action in row.actions)
    ]


def unbound(estate: Estate) -> list[str]:
    """Denies that a boundary lacks although it lets their actions through."""
    denies = {of: {row["Sid"]: row for row in statements(limit)} for of, limit in boundaries(estate).items()}
    return [
        f"{of} {deny['Sid']} {action}"
        for of, limit in boundaries(estate).items()
        for deny in BOUNDARY_DENIES
        for action in set(deny["Action"]) & let_through(limit)
        if action not in actions(denies[of].get(deny["Sid"], {}))
        or denies[of][deny["Sid"]].get("Condition") != deny["Condition"]
    ]


def wrong_class(estate: Estate) -> list[str]:
    """People, what runs in a team's name, what delivers a project, and the rest (services) are each bounded as such."""
    found = []
    for role in estate.of(ROLE):
        limit = estate.by_reference.get(role.properties.get("PermissionsBoundary", ""))
        name = str(role.properties.get("RoleName", ""))
        of = next((of for who, of in CLASSES.items() if name.endswith(f"-{who}")), "services")
        of = "delivery" if "-project_" in name else of
        wanted = boundaries(estate).get(of)
        found += [role.name] * (limit is None or wanted is None or limit.id != wanted.id)
    return found


CLASSES = {
    **dict.fromkeys(("data-scientist", "lead", "data-engineer", "ml-engineer", "mlops-approver", "auditor"), "people"),
    "platform-admin": "people",
    **dict.fromkeys(("prepare", "train", "evaluate", "pipeline", "serve"), "jobs"),
}


def loosely_passed(estate: Estate) -> list[str]:
    """iam:PassRole names roles that one service takes, and that service; in a boundary it names the platform's."""
    rows = [
        (policy, row) for policy in estate.of(POLICY) for row in statements(policy) if "iam:PassRole" in actions(row)
    ]
    named = {role: str(found.properties.get("RoleName", "")) for role, found in estate.by_reference.items()}
    found = []
    for policy, row in rows:
        services = set(as_list(row.get("Condition", {}).get("StringEquals", {}).get("iam:PassedToService")))
        passed = [named.get(arn, "") for arn in as_list(row["Resource"])]
        known = [
            name.endswith(suffixes) for service, suffixes in PASSED.items() if service in services for name in passed
        ]
        narrow = is_boundary(policy) or (len(services) == 1 and all(known))
        found += [policy.name] * (actions(row) != PASS_ROLE or not services <= set(PASSED) or not narrow)
    return found


def unnamed_statements(estate: Estate) -> list[str]:
    return [
        policy.name
        for policy in estate.of(POLICY)
        if len({row.get("Sid") for row in statements(policy)} - {None}) != len(statements(policy))
    ]


PASS_ROLE = ["iam:PassRole"]
PASSED = {
    "sagemaker.amazonaws.com": ("-prepare", "-train", "-evaluate", "-pipeline", "-serve"),
    "cloudformation.amazonaws.com": ("-release",),
}
INLINE_TYPES = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::User", "AWS::IAM::Group")
CHECKS = (
    unbounded,
    inline,
    managed_by_aws,
    full_access,
    wild_actions,
    outside_the_boundary,
    needless_limits,
    unbound,
    wrong_class,
    loosely_passed,
    unnamed_statements,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert check(each) == []


def _policy(**statement: Any) -> Fault:
    return add(POLICY, PolicyDocument={"Statement": [{"Sid": "A", "Effect": "Allow", "Resource": "*", **statement}]})


def _row(policy: dict[str, Any], sid: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [row for row in policy["PolicyDocument"]["Statement"] if row["Sid"] == sid]
    return found[0]


def _as_people(templates: Templates) -> None:
    """A job is bounded as a person is."""
    resources = [resource for template in templates.values() for resource in template["Resources"].values()]
    roles = {r["Properties"].get("RoleName", ""): r["Properties"] for r in resources if r["Type"] == ROLE}
    boundary = roles["acme-main-forecasting-lead"]["PermissionsBoundary"]
    roles["acme-main-forecasting-train"]["PermissionsBoundary"] = boundary


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
    (wild_actions, in_policy("OuterLimit", lambda limit: _row(limit, "OuterLimit")["Action"].append("sagemaker:S*"))),
    (wild_actions, in_policy("OuterLimit", lambda limit: _row(limit, "OuterLimit")["Action"].append("nothing:*"))),
    (outside_the_boundary, in_policy("Browse", lambda policy: _row(policy, "Browse").update(Action="s3:DeleteBucket"))),
    (needless_limits, in_policy("OuterLimit", lambda limit: _row(limit, "OuterLimit")["Action"].append("s3:Get"))),
    (unbound, in_policy("DenyNoIsolation", lambda limit: _row(limit, "DenyNoIsolation").update(Action=[]))),
    (unbound, in_policy("DenyNoIsolation", lambda limit: _row(limit, "DenyNoIsolation").update(Condition={}))),
    (wrong_class, in_role("-train", lambda role: role.update(PermissionsBoundary=""))),
    (wrong_class, _as_people),
    (loosely_passed, _policy(Action="iam:PassRole")),
    (loosely_passed, _policy(Action="iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "*"}})),
    (unnamed_statements, _policy(Sid=None)),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))
