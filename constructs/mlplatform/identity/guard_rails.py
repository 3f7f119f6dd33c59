"""Denies that bind every persona and every job, whatever their policies allow. They are made from the override policy.

Each row pairs actions only with a condition key that they carry (AWS service authorization reference for SageMaker AI;
tests/unit/identity holds every row against it offline). That a request lacks a key and that it has a wrong value are
separate statements, since conditions of one statement are a logical AND: "no subnets and no groups" would let a job
pass that lacks one of them.

`BOUNDARY_DENIES` are the same for every organisation and stand in the permissions boundaries; `team_denies` pin the
approved values of one team and stand in a policy of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mlplatform.identity.capabilities.functions import CONNECT_TO_VPC
from mlplatform.identity.override_policy import Setting, override_policy
from mlplatform.identity.statement import Value, fill

LOCAL_NVME = override_policy().locked["volume-key"].unless
"""Instance types of jobs with local storage, encrypted in hardware: they take no VolumeKmsKeyId."""


def _deny(sid: str, actions: Sequence[str], condition: Mapping[str, Any]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Deny", "Action": sorted(actions), "Resource": "*", "Condition": dict(condition)}


def unstated(setting: Setting) -> list[dict[str, Any]]:
    """The deny of requests that lack the member under each of its names."""
    if not setting.stated:
        return []
    missing: dict[str, Any] = {"Null": dict.fromkeys(setting.keys, "true")}
    exempt = {"ForAnyValue:StringNotLike": {"sagemaker:InstanceTypes": list(setting.unless)}}
    return [_deny(setting.stated, setting.actions, {**missing, **(exempt if setting.unless else {})})]


def _forbidden(setting: Setting) -> list[dict[str, Any]]:
    """The denies of what `must` forbids, key by key: a request that carries one name lacks the others."""
    [(how, value)] = setting.must.said.items()
    return [
        _deny(sid, setting.actions, _violated(how, value, key))
        for sid, key in zip(setting.denied, setting.keys, strict=True)
    ]


def _violated(how: str, value: bool | str, key: str) -> dict[str, Any]:
    """The condition that a value breaks. `ForAnyValue`: one value of a list that is not approved is one too many."""
    given = {"Null": {key: "false"}}
    match how, value:
        case "be", bool():
            return {"Bool": {key: "false" if value else "true"}}
        case "be", "absent":
            return given
        case "be", _:
            return {**given, "StringNotEquals": {key: value}}
        case "not-be", _:
            return {"StringEquals": {key: value}}
        case "be-among", _:
            return {"ForAnyValue:StringNotEquals": {key: value}}
        case "be-key", _:
            # Only where a key is given; that one is given is the business of `stated`.
            return {**given, "ArnNotEquals": {key: value}}
        case "be-like", _:
            return {"ArnNotLike": {key: value}}
        case "be-at-most", _:
            return {"NumericGreaterThan": {key: value}}
    raise ValueError(f"The override policy says `{how}`, of which no deny is made.")


BOUNDARY_DENIES: tuple[dict[str, Any], ...] = tuple(
    deny
    for setting in override_policy().seen
    for deny in (*unstated(setting), *([] if setting.must.varies else _forbidden(setting)))
)
"""For people and jobs alike; each boundary holds what concerns the actions that it lets through."""


def boundary_denies(actions: Collection[str]) -> list[dict[str, Any]]:
    """What binds roles that may do these actions and no others."""
    bound = ((deny, [action for action in deny["Action"] if action in actions]) for deny in BOUNDARY_DENIES)
    return [{**deny, "Action": concerned} for deny, concerned in bound if concerned]


def team_denies(values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """What pins the work of one team: its subnets, its security group, its key, its models, its sizes, its tag.

    Args:
        values: What the policy's placeholders stand for, by name, for this team.
    """
    varying = (setting for setting in override_policy().seen if setting.must.varies)
    return [deny for setting in varying for deny in denies_of(setting, values)]


def denies_of(setting: Setting, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """The denies of what a setting forbids, with the placeholders filled in."""
    return [{**deny, "Condition": fill(deny["Condition"], values)} for deny in _forbidden(setting)]


FUNCTION_DENIES: tuple[dict[str, Any], ...] = (
    # Lambda attaches a function to the VPC in the role's name; the function's own code has no business there. The key
    # is in every request that code makes with the function's credentials, and in none that Lambda makes:
    # https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
    _deny("DenyNetworkToCode", CONNECT_TO_VPC.actions, {"Null": {"lambda:SourceFunctionArn": "false"}}),
)
"""What binds the code of the platform's functions."""

FILE_SYSTEM_DENIES: tuple[dict[str, Any], ...] = (
    # EFS takes the interface of a mount target back in the name of whoever deletes the mount target.
    # https://docs.aws.amazon.com/efs/latest/ug/API_DeleteMountTarget.html
    _deny(
        "DenyNetworkToCodeItself",
        CONNECT_TO_VPC.actions,
        {"Null": {"lambda:SourceFunctionArn": "false"}, "BoolIfExists": {"aws:ViaAWSService": "false"}},
    ),
)
"""The same for the one function that deletes mount targets: network interfaces only by way of the service."""
