"""Every Allow against the service authorization reference."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mlplatform.identity.capabilities import functions, jobs, machines, studio
from mlplatform.identity.statement import Statement, Wildcard
from tests.unit.identity.reference import acts_on, arn_formats, condition_keys, exists, written
from tests.unit.identity.rows import ALLOWS, END_IN_A_WILDCARD, keys_of, patterns

Check = Callable[[Statement], list[str]]


def unknown_actions(statement: Statement) -> list[str]:
    return [action for action in statement.actions if not exists(action)]


OF_EVERY_KEY = {"kms:ResourceAliases"}
"""Every action on a key carries it, and the reference lists it at none:
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases"""


def foreign_keys(statement: Statement) -> list[str]:
    """Keys that an action of the statement does not carry for these resources: the Allow would never apply."""
    keys = {written(key) for _, key in keys_of(dict(statement.conditions)) if not key.startswith("aws:")}
    keys -= OF_EVERY_KEY
    on = patterns(statement)
    return [f"{action} {key}" for action in statement.actions for key in keys - condition_keys(action, on)]


def needless_stars(statement: Statement) -> list[str]:
    """`*` is for actions without resource-level permissions, and they stand on nothing but `*`."""
    if (statement.resources == ("*",)) != (statement.wildcard is Wildcard.NO_RESOURCE_LEVEL):
        return ["'*' and NO_RESOURCE_LEVEL go together"]
    if statement.resources != ("*",):
        return []
    return [action for action in statement.actions if arn_formats(action)]


def actions_without_resource(statement: Statement) -> list[str]:
    if statement.resources == ("*",):
        return []
    on = patterns(statement)
    return [action for action in statement.actions if not any(acts_on(action, pattern) for pattern in on)]


def resources_without_action(statement: Statement) -> list[str]:
    if statement.resources == ("*",):
        return []
    return [
        pattern for pattern in patterns(statement) if not any(acts_on(action, pattern) for action in statement.actions)
    ]


def missing_reasons(statement: Statement) -> list[str]:
    """Exactly the statements with a wildcard say why."""
    has = any("*" in resource or resource in END_IN_A_WILDCARD for resource in statement.resources)
    varies = any("${" in resource for resource in statement.resources)
    return [] if has == (statement.wildcard is not None) or varies else [str(statement.wildcard)]


def wild_actions(statement: Statement) -> list[str]:
    return [action for action in statement.actions if set(action) & set("*?")]


ON_EXISTING: tuple[Check, ...] = (
    foreign_keys,
    needless_stars,
    actions_without_resource,
    resources_without_action,
    missing_reasons,
)


@pytest.mark.parametrize("check", [unknown_actions, wild_actions, *ON_EXISTING])
@pytest.mark.parametrize("statement", ALLOWS, ids=lambda row: row.sid)
def test_an_allow_is_what_the_reference_knows(statement: Statement, check: Check) -> None:
    assert check(statement) == []


FAULTS: list[tuple[Check, Statement, dict[str, Any]]] = [
    (unknown_actions, jobs.TRAIN_MODELS, {"actions": ("sagemaker:CreateTrainingJobs",)}),
    (wild_actions, jobs.TRAIN_MODELS, {"actions": ("sagemaker:Create*",)}),
    (foreign_keys, studio.OWN_SPACES, {"actions": ("sagemaker:DescribeSpace",)}),
    (foreign_keys, machines.JOIN_NETWORK, {"conditions": {"ArnEquals": {"ec2:AuthorizedUser": "x"}}}),
    (needless_stars, jobs.BROWSE, {"actions": (*jobs.BROWSE.actions, "sagemaker:DescribeModel")}),
    (needless_stars, jobs.BROWSE, {"wildcard": Wildcard.CREATED_LATER}),
    (needless_stars, jobs.TRAIN_MODELS, {"resources": ("*",)}),
    (actions_without_resource, jobs.DELETE_TEAM_WORK, {"actions": ("sagemaker:DeleteModel", "sagemaker:DeleteApp")}),
    (actions_without_resource, jobs.DELETE_TEAM_WORK, {"actions": ("sagemaker:ListModels",)}),
    (resources_without_action, functions.CLEAN_UP_APPS, {"actions": ("sagemaker:DeleteApp",)}),
    (missing_reasons, jobs.TRAIN_MODELS, {"wildcard": None}),
    (missing_reasons, jobs.PASS_TRAIN_ROLE, {"wildcard": Wildcard.CREATED_LATER}),
]


@pytest.mark.parametrize(("check", "statement", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(check: Check, statement: Statement, fault: dict[str, Any]) -> None:
    assert check(replace(statement, **fault))
