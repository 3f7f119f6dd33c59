"""The permissions that the docstrings list exist, carry the named conditions, and cover what the code calls."""

import importlib
import re

import pytest
from policy_sentry.querying.actions import get_action_data

PACKAGE = "lambda.custom_resources"
CALLS = {
    "default_security_group": {
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupEgress",
    },
    "profile_clean_up": {
        "sagemaker:ListApps",
        "sagemaker:ListSpaces",
        "sagemaker:DescribeSpace",
        "sagemaker:DescribeUserProfile",
        "sagemaker:DeleteApp",
        "sagemaker:DeleteSpace",
    },
}
CONDITIONS = {
    "ec2:RevokeSecurityGroupIngress": "ec2:Vpc",
    "ec2:RevokeSecurityGroupEgress": "ec2:Vpc",
    "sagemaker:DeleteApp": "sagemaker:SpaceSharingType",
    "sagemaker:DeleteSpace": "sagemaker:SpaceSharingType",
    "kms:Decrypt": "kms:ViaService",
    "kms:GenerateDataKey": "kms:ViaService",
}
UNSCOPED = re.compile(r"sagemaker:List|ec2:Describe|xray:")
NOT_ACTIONS = {*CONDITIONS.values(), "lambda:SourceFunctionArn"}


def listed(module: str) -> set[str]:
    """What a docstring names as `service:Action`, less the condition keys."""
    text = importlib.import_module(module).__doc__ or ""
    return set(re.findall(r"\b(?:ec2|sagemaker|logs|xray|sns|kms|lambda):[A-Z][a-z]\w+(?![\w:])", text)) - NOT_ACTIONS


def rows(action: str) -> list[dict[str, list[str]]]:
    service, name = action.split(":")
    data = get_action_data(service, name)
    assert data, f"{action} is in no service authorization reference"
    return list(data[service])


@pytest.mark.parametrize("module", CALLS)
def test_a_handler_lists_what_it_calls_and_no_more(module: str) -> None:
    assert listed(f"{PACKAGE}.{module}") == CALLS[module]


@pytest.mark.parametrize("action", sorted(set().union(*CALLS.values()) | listed(PACKAGE)))
def test_every_action_exists(action: str) -> None:
    resources = {str(row["resource_arn_format"]) for row in rows(action)}
    assert (resources == {"*"}) == bool(UNSCOPED.match(action))


@pytest.mark.parametrize(("action", "key"), CONDITIONS.items())
def test_every_condition_key_is_one_that_the_action_carries(action: str, key: str) -> None:
    assert any(key in row["condition_keys"] for row in rows(action))
