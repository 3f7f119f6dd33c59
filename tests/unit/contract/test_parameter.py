"""A parameter refuses what the contract does not say, and what does not fit."""

from typing import Any

import pytest
from aws_cdk import App, Aws, Fn, Stack

from mlplatform.contract import ContractParameter
from mlplatform.settings import Names

NAMES = Names(organisation="acme", environment="main")


def write(key: str, fields: dict[str, Any]) -> str:
    stack = Stack(App(), "Stack")
    ContractParameter(stack, "Parameter", names=NAMES, key=key, fields=fields)
    return key


@pytest.mark.parametrize("fields", [{}, {"topic_arn": "a", "name": "b"}, {"topic": "a"}])
def test_other_fields_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"alarms: fields .* given, \['topic_arn'\] documented"):
        write("alarms", fields)


def test_what_is_too_large_is_refused() -> None:
    assert write("alarms", {"topic_arn": "a" * 4_000})
    with pytest.raises(ValueError, match="Split the key"):
        write("alarms", {"topic_arn": "a" * 4_096})


def test_references_count_with_what_they_may_become() -> None:
    reference = Fn.import_value("x") + Aws.REGION
    with pytest.raises(ValueError, match="Split the key"):
        write("images", {"repositories": {f"image{index}": reference for index in range(20)}})


def test_letters_count_in_bytes() -> None:
    with pytest.raises(ValueError, match="Split the key"):
        write("alarms", {"topic_arn": "é" * 2_100})
