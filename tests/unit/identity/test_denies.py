"""Every Deny against the service authorization reference, and the shapes that public guard-rails get wrong."""

import copy
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from mlplatform.identity.capabilities import JOBS, PEOPLE, SERVICES
from mlplatform.identity.guard_rails import (
    BOUNDARY_DENIES,
    FILE_SYSTEM_DENIES,
    FUNCTION_DENIES,
    LOCAL_NVME,
)
from tests.unit.identity.reference import NEWER_NAMES, condition_keys, exists, is_multivalued, written
from tests.unit.identity.rows import DENIES, TEAM_DENIES, keys_of

OF_THE_CALLER = {"aws:ViaAWSService", "lambda:SourceFunctionArn"}
"""Keys of the credentials or of every request, not of an action, so that no action lists them:
https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice"""

Deny = dict[str, Any]
Check = Callable[[Deny], list[str]]


def unknown_actions(deny: Deny) -> list[str]:
    return [action for action in deny["Action"] if not exists(action)]


def foreign_keys(deny: Deny) -> list[str]:
    """A key that an action lacks: `Null` would deny the action for ever, any other test would never deny it."""
    keys = {written(key) for _, key in keys_of(deny["Condition"])} - OF_THE_CALLER
    return [f"{action} {key}" for action in deny["Action"] for key in keys - condition_keys(action)]


def nulls_together(deny: Deny) -> list[str]:
    """`missing A and missing B` lets a request pass that lacks one of them."""
    missing = {written(key) for key, absent in deny["Condition"].get("Null", {}).items() if absent == "true"}
    return sorted(missing)[1:]


def wrong_quantifiers(deny: Deny) -> list[str]:
    """On a Deny, one value that is not approved is enough: ForAnyValue where a key has several values, else none."""
    tests = [(operator, key) for operator, key in keys_of(deny["Condition"]) if operator != "Null"]
    wanted = {key: "ForAnyValue:" if is_multivalued(key) else "" for _, key in tests}
    return [f"{operator} {key}" for operator, key in tests if operator[: -len(operator.split(":")[-1])] != wanted[key]]


def not_on_everything(deny: Deny) -> list[str]:
    return [] if (deny["Effect"], deny["Resource"]) == ("Deny", "*") else [deny["Resource"]]


CHECKS: tuple[Check, ...] = (nulls_together, wrong_quantifiers, not_on_everything, unknown_actions)


@pytest.mark.parametrize("check", [*CHECKS, foreign_keys])
@pytest.mark.parametrize("deny", DENIES, ids=lambda row: row["Sid"])
def test_a_deny_is_what_the_reference_knows(deny: Deny, check: Check) -> None:
    assert check(deny) == []


TRAINING, PROCESSING, TUNING = (
    f"sagemaker:Create{kind}Job" for kind in ("Training", "Processing", "HyperParameterTuning")
)
TRANSFORM, MODEL = "sagemaker:CreateTransformJob", "sagemaker:CreateModel"
SUBNETS, GROUPS = BOUNDARY_DENIES[0], BOUNDARY_DENIES[1]
OTHER_SUBNETS = TEAM_DENIES[0]
BOTH = {"Null": {"sagemaker:VpcSubnets": "true", "sagemaker:VpcSecurityGroupIds": "true"}}
FOR_ALL = {"ForAllValues:StringNotEquals": {"sagemaker:VpcSubnets": ["subnet-1"]}}
NO_QUANTIFIER = {"StringNotEquals": {"sagemaker:VpcSubnets": ["subnet-1"]}}
FAULTS: list[tuple[Check, Deny, dict[str, Any]]] = [
    (unknown_actions, SUBNETS, {"Action": ["sagemaker:CreateTraining"]}),
    (foreign_keys, SUBNETS, {"Action": [TRANSFORM]}),
    (foreign_keys, SUBNETS, {"Action": ["sagemaker:CreateLabelingJob"]}),
    (nulls_together, SUBNETS, {"Condition": BOTH}),
    (wrong_quantifiers, OTHER_SUBNETS, {"Condition": FOR_ALL}),
    (wrong_quantifiers, OTHER_SUBNETS, {"Condition": NO_QUANTIFIER}),
    (not_on_everything, SUBNETS, {"Resource": "arn:aws:sagemaker:*:*:training-job/a"}),
]


@pytest.mark.parametrize(("check", "deny", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(check: Check, deny: Deny, fault: dict[str, Any]) -> None:
    assert check({**copy.deepcopy(deny), **fault})


def denied_when_missing(key: str) -> set[str]:
    """Actions that are denied where the key is missing, by all its names."""
    names = {key, *(newer for newer, older in NEWER_NAMES.items() if older == key)}
    missing = {"Null": dict.fromkeys(names, "true")}
    return {action for deny in BOUNDARY_DENIES if deny["Condition"] == missing for action in deny["Action"]}


MUST_NAME = {
    "sagemaker:VpcSubnets": {PROCESSING, TRAINING, TUNING, MODEL},
    "sagemaker:VpcSecurityGroupIds": {PROCESSING, TRAINING, TUNING, MODEL},
    "sagemaker:NetworkIsolation": {PROCESSING, TRAINING, TUNING, MODEL},
    "sagemaker:InterContainerTrafficEncryption": {PROCESSING, TRAINING, TUNING},
    "sagemaker:OutputKmsKey": {PROCESSING, TRAINING, TUNING, TRANSFORM},
    "sagemaker:InstanceTypes": {PROCESSING, TRAINING, TUNING, TRANSFORM},
    "sagemaker:MaxRuntimeInSeconds": {PROCESSING, TRAINING, TUNING},
}


@pytest.mark.parametrize("key", MUST_NAME)
def test_every_job_that_carries_the_key_is_denied_without_it_in_a_statement_of_its_own(key: str) -> None:
    """And the other way round: no action that anybody may call carries the key and is left out."""
    assert denied_when_missing(key) == MUST_NAME[key]
    carrying = {action for action in EVERY_ACTION if key in condition_keys(action)}
    assert denied_when_missing(key) == carrying - IN_STUDIO


IN_STUDIO = {"sagemaker:CreateApp", "sagemaker:CreateSpace", "sagemaker:UpdateSpace"}
"""Apps and spaces run in the domain's network, on its volumes; their instance type may be left to the domain."""

SET_BY_ADDING_TAGS = {"sagemaker:CreatePresignedDomainUrl"}
"""Carries the key in the reference, and makes nothing that could bear a tag."""


def test_every_action_that_sets_a_tag_is_bound_by_the_teams() -> None:
    tagging = {a for a in EVERY_ACTION if a.startswith("sagemaker:") and REQUEST_TAG in condition_keys(a)}
    [deny] = [deny for deny in TEAM_DENIES if deny["Sid"] == "DenyOtherTeamsTag"]
    assert set(deny["Action"]) == tagging - SET_BY_ADDING_TAGS


def test_every_transform_job_is_bound_by_its_model() -> None:
    bound = {action for action in EVERY_ACTION if "sagemaker:ModelArn" in condition_keys(action)}
    [deny] = [deny for deny in TEAM_DENIES if deny["Sid"] == "DenyOtherModels"]
    assert set(deny["Action"]) == bound


def test_nobody_registers_an_approved_model() -> None:
    [deny] = [deny for deny in BOUNDARY_DENIES if deny["Sid"] == "DenySelfApproval"]
    assert deny["Condition"] == {"StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}
    bound = {action for action in EVERY_ACTION if "sagemaker:ModelApprovalStatus" in condition_keys(action)}
    assert set(deny["Action"]) == bound


EVERY_ACTION = {action for row in (*PEOPLE, *JOBS, *SERVICES) for action in row.actions}
REQUEST_TAG = "aws:RequestTag/${TagKey}"


@pytest.mark.parametrize("key", ["sagemaker:NetworkIsolation", "sagemaker:InterContainerTrafficEncryption"])
def test_what_is_switched_off_is_denied_like_what_is_missing(key: str) -> None:
    off = [deny for deny in BOUNDARY_DENIES if deny["Condition"] == {"Bool": {key: "false"}}]
    assert {action for deny in off for action in deny["Action"]} == denied_when_missing(key)


def test_local_storage_alone_is_exempt_from_the_volume_key() -> None:
    [deny] = [deny for deny in BOUNDARY_DENIES if deny["Sid"] == "DenyVolumeWithoutKey"]
    assert deny["Condition"] == {
        "Null": {"sagemaker:VolumeKmsKeyArn": "true", "sagemaker:VolumeKmsKey": "true"},
        "ForAnyValue:StringNotLike": {"sagemaker:InstanceTypes": list(LOCAL_NVME)},
    }
    assert set(deny["Action"]) == MUST_NAME["sagemaker:InstanceTypes"]


@pytest.mark.parametrize("pattern", LOCAL_NVME)
def test_an_exempt_instance_type_is_one_of_jobs(pattern: str) -> None:
    model = boto3.client("sagemaker", region_name="eu-west-1").meta.service_model
    shapes = ("ProcessingInstanceType", "TrainingInstanceType", "TransformInstanceType")
    assert any(name.startswith(pattern.removesuffix("*")) for shape in shapes for name in model.shape_for(shape).enum)


def test_the_pins_of_a_team_name_its_values_only() -> None:
    values = {deny["Sid"]: value for deny in TEAM_DENIES for operator, _, value in _values(deny) if operator != "Null"}
    assert values == {
        "DenyOtherSubnets": ["subnet-1", "subnet-2"],
        "DenyOtherGroups": ["sg-1"],
        "DenyOtherOutputKey": "key-1",
        "DenyOtherOutputKeyByOldName": "key-1",
        "DenyOtherVolumeKey": "key-1",
        "DenyOtherVolumeKeyByOldName": "key-1",
        "DenyOtherModels": "model/a-*",
        "DenyOtherInstances": ["ml.m5.large"],
        "DenyOtherAppInstances": ["ml.t3.medium"],
        "DenyTooLong": "60",
        "DenyLongIdling": "30",
        "DenyOtherTeamsTag": "a",
    }


def _values(deny: Deny) -> list[tuple[str, str, Any]]:
    return [(operator, key, value) for operator, tests in deny["Condition"].items() for key, value in tests.items()]


def test_a_key_is_compared_only_where_one_is_given() -> None:
    keyed = [deny for deny in TEAM_DENIES if "Null" in deny["Condition"]]
    assert [deny["Condition"]["Null"] for deny in keyed] == [
        {"sagemaker:OutputKmsKeyArn": "false"},
        {"sagemaker:OutputKmsKey": "false"},
        {"sagemaker:VolumeKmsKeyArn": "false"},
        {"sagemaker:VolumeKmsKey": "false"},
        {"aws:RequestTag/team": "false"},
    ]


def test_the_code_of_a_function_keeps_off_network_interfaces() -> None:
    [deny] = FUNCTION_DENIES
    assert deny["Condition"] == {"Null": {"lambda:SourceFunctionArn": "false"}}
    assert "ec2:CreateNetworkInterface" in deny["Action"]


def test_the_domain_clean_up_reaches_network_interfaces_through_efs_alone() -> None:
    [deny], [other] = FILE_SYSTEM_DENIES, FUNCTION_DENIES
    assert deny["Action"] == other["Action"]
    # Without the key in a request the deny holds.
    narrowed = {"BoolIfExists": {"aws:ViaAWSService": "false"}}
    assert deny["Condition"] == {**other["Condition"], **narrowed}
