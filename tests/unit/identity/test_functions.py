"""The roles of the platform's functions hold what the functions' own documentation asks for, and no more."""

import importlib
import re

import pytest

from mlplatform.identity.capabilities.functions import DEFAULT_SECURITY_GROUP, EVERY_FUNCTION, PROFILE_CLEAN_UP
from mlplatform.identity.statement import Statement

PACKAGE = "lambda.custom_resources"
ROLES = {
    PACKAGE: EVERY_FUNCTION,
    f"{PACKAGE}.default_security_group": DEFAULT_SECURITY_GROUP,
    f"{PACKAGE}.profile_clean_up": PROFILE_CLEAN_UP,
}
NOT_ASKED_FOR = {"ec2:Vpc", "kms:ViaService", "logs:CreateLogGroup"}
"""Condition keys, and what the documentation says is not granted."""


def asked_for(documentation: str) -> set[str]:
    """The actions that the paragraphs `- Allow …` name."""
    paragraphs = re.findall(r"^- Allow (.*?)(?=^- |^\S|\Z)", documentation, re.MULTILINE | re.DOTALL)
    found = {action for text in paragraphs for action in re.findall(r"\b(?!arn:)[a-z0-9]+:[A-Z][a-z]\w+", text)}
    return found - NOT_ASKED_FOR


@pytest.mark.parametrize(("module", "statements"), ROLES.items())
def test_a_role_holds_what_its_function_asks_for(module: str, statements: tuple[Statement, ...]) -> None:
    documentation = importlib.import_module(module).__doc__ or ""
    assert asked_for(documentation) == {action for statement in statements for action in statement.actions}


def test_what_a_function_asks_for_is_read_from_its_documentation() -> None:
    text = (
        "Needs:\n\n- Allow ec2:DescribeVpcs,\n  sns:Publish on `*`.\n- Deny ec2:DeleteVpc on `*`.\n\nMore: s3:PutObject"
    )
    assert asked_for(text) == {"ec2:DescribeVpcs", "sns:Publish"}
