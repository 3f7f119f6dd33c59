"""Functions by the guarantees of `PrivateFunction`, log groups, and what outlives its stack."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.conftest import Assembly
from tests.properties.estate import Estate, Fault, Resource, Templates, change
from tests.properties.policies import attached, statements, studio, trust

FUNCTION, LOG = "AWS::Lambda::Function", "AWS::Logs::LogGroup"
KEPT_DAYS = 400
FEW = range(1, 5)
"""Executions at a time: a bound that a runaway function meets early."""
Check = Callable[[Estate], list[str]]


def _key(estate: Estate, purpose: str) -> Resource:
    [alias] = [a for a in estate.of("AWS::KMS::Alias") if a.properties["AliasName"].endswith(f"/{purpose}")]
    return estate.by_reference[alias.properties["TargetKeyId"]]


def exposed_functions(estate: Estate) -> list[str]:
    """Not in the VPC, or not in the functions' own security group."""
    return [
        f.name for f in estate.of(FUNCTION) if len(f.properties.get("VpcConfig", {}).get("SecurityGroupIds", [])) != 1
    ]


def readable_environments(estate: Estate) -> list[str]:
    key = _key(estate, "artefacts")
    return [
        f.name for f in estate.of(FUNCTION) if estate.by_reference.get(f.properties.get("KmsKeyArn", "")) is not key
    ]


def silent_failures(estate: Estate) -> list[str]:
    """No dead letters to the alarm topic, no trace, no bound to how many run at a time, an old runtime."""
    [topic] = estate.of("AWS::SNS::Topic")
    return [
        f.name
        for f in estate.of(FUNCTION)
        if f.properties.get("DeadLetterConfig", {}).get("TargetArn") != f"<<{topic.name}>>"
        or f.properties.get("TracingConfig", {}).get("Mode") != "Active"
        or f.properties.get("ReservedConcurrentExecutions", 0) not in FEW
        or f.properties["Runtime"] != "python3.14"
    ]


def shared_roles(estate: Estate) -> list[str]:
    """Every function has a role of its own, which Lambda takes for this account only."""
    roles = Counter(function.properties["Role"] for function in estate.of(FUNCTION))
    by_lambda = {**studio(estate), "Principal": {"Service": "lambda.amazonaws.com"}, "Action": ["sts:AssumeRole"]}
    bad = {arn for arn, users in roles.items() if users > 1 or trust(estate.by_reference[arn]) != [by_lambda]}
    return sorted(bad)


def foreign_logs(estate: Estate) -> list[str]:
    """A function writes to its own log group, and its role to no other."""
    found = []
    for function in estate.of(FUNCTION):
        group = estate.by_reference.get(function.properties.get("LoggingConfig", {}).get("LogGroup", ""))
        role = estate.by_reference[function.properties["Role"]]
        rows = [row for policy in attached(estate, role) for row in statements(policy) if "logs:" in str(row["Action"])]
        written = {resource for row in rows for resource in row["Resource"]}
        found += [function.name] if group is None or written != {f"<<{group.name}.Arn>>"} else []
    return found


def code_on_the_network(estate: Estate) -> list[str]:
    """Functions whose code could use the network permissions of its role."""
    found = []
    for function in estate.of(FUNCTION):
        role = estate.by_reference[function.properties["Role"]]
        sids = {
            row["Sid"] for policy in attached(estate, role) for row in statements(policy) if row["Effect"] == "Deny"
        }
        # What deletes mount targets reaches their interfaces through EFS.
        wanted = "DenyNetworkToCodeItself" if "DomainCleanUp" in function.id else "DenyNetworkToCode"
        found += [] if wanted in sids else [function.name]
    return found


def short_logs(estate: Estate) -> list[str]:
    key = _key(estate, "logs")
    return [
        log.name
        for log in estate.of(LOG)
        if log.properties.get("RetentionInDays") != KEPT_DAYS
        or estate.by_reference.get(log.properties.get("KmsKeyId", "")) is not key
    ]


CHECKS = (
    exposed_functions,
    readable_environments,
    silent_failures,
    shared_roles,
    foreign_logs,
    code_on_the_network,
    short_logs,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert each.of(FUNCTION)
    assert check(each) == []


def _same_role(templates: Templates) -> None:
    """A second function with the role of the first."""
    stacks = [template["Resources"] for template in templates.values()]
    first = next(stack for stack in stacks if any(resource["Type"] == FUNCTION for resource in stack.values()))
    first["Seeded"] = next(resource for resource in first.values() if resource["Type"] == FUNCTION)


def _no_denies(templates: Templates) -> None:
    estate = Estate(templates)
    for policy in estate.of("AWS::IAM::ManagedPolicy"):
        document = policy.raw["Properties"]["PolicyDocument"]
        document["Statement"] = [row for row in document["Statement"] if row["Effect"] == "Allow"]


FAULTS: list[tuple[Check, Fault]] = [
    (exposed_functions, change(FUNCTION, lambda function: function.pop("VpcConfig"))),
    (readable_environments, change(FUNCTION, lambda function: function.pop("KmsKeyArn"))),
    (silent_failures, change(FUNCTION, lambda function: function.pop("DeadLetterConfig"))),
    (silent_failures, change(FUNCTION, lambda function: function.update(TracingConfig={"Mode": "PassThrough"}))),
    (silent_failures, change(FUNCTION, lambda function: function.update(ReservedConcurrentExecutions=50))),
    (shared_roles, _same_role),
    (foreign_logs, change(FUNCTION, lambda function: function.pop("LoggingConfig"))),
    (code_on_the_network, _no_denies),
    (short_logs, change(LOG, lambda log: log.update(RetentionInDays=30))),
    (short_logs, change(LOG, lambda log: log.pop("KmsKeyId"))),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


KEPT = "RetainExceptOnCreate"
"""Kept when the stack goes; taken away when the deployment that makes it fails, so that the next one starts clean."""


def kept(estate: Estate) -> dict[str, int]:
    """How many of each type outlive their stack."""
    return dict(Counter(r.type for r in estate.resources if r.raw.get("DeletionPolicy") == KEPT))


@pytest.mark.parametrize(
    ("sample", "keys", "buckets", "logs"), [("minimal", 4, 1 + 4, 1), ("adopted-network", 6, 1 + 2 * 4, 0)]
)
def test_exactly_keys_data_and_evidence_outlive_their_stack(
    synthesized: Callable[[str], Assembly], sample: str, keys: int, buckets: int, logs: int
) -> None:
    estate = Estate(synthesized(sample).templates)
    wanted = {"AWS::KMS::Key": keys, "AWS::S3::Bucket": buckets, "AWS::S3::BucketPolicy": buckets, LOG: logs}
    assert kept(estate) == {type_: number for type_, number in wanted.items() if number}


def test_what_is_kept_is_kept_when_it_is_replaced_too(each: Estate) -> None:
    for resource in each.resources:
        if resource.raw.get("DeletionPolicy") == KEPT:
            assert resource.raw["UpdateReplacePolicy"] == "Retain", resource.name


def test_no_kept_resource_has_a_name_that_a_new_one_would_want(each: Estate) -> None:
    """Destroy, then deploy again: a retained resource with a physical name would stand in the way."""
    names = ("BucketName", "LogGroupName", "KeyId")
    found = [r for r in each.resources if r.raw.get("DeletionPolicy") == KEPT and set(names) & set(r.properties)]
    assert found == []
