"""Rows become statements; what cannot be filled in, or is not explained, is refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from aws_cdk import App, Stack

from mlplatform.identity import PersonaPolicy
from mlplatform.identity.finding import flatten
from mlplatform.identity.statement import Statement, Value, Wildcard, fill

ROW = Statement(
    sid="Read",
    actions=("sagemaker:DescribeModel", "sagemaker:AddTags"),
    resources=("sagemaker:model/<team>-*", "<subnets>"),
    conditions={"ArnEquals": {"ec2:Subnet": "<subnets>"}, "StringEquals": {"x": ["<team>", "${aws:SourceIdentity}"]}},
    wildcard=Wildcard.CREATED_LATER,
)
VALUES: Mapping[str, Value] = {"team": "forecasting", "subnets": ("arn:one", "arn:two"), "region": "eu-west-1"}


def test_a_row_is_rendered_in_full() -> None:
    rendered = ROW.render(VALUES)
    assert rendered["Action"] == ["sagemaker:AddTags", "sagemaker:DescribeModel"]
    assert rendered["Resource"][0].endswith(":model/forecasting-*")
    assert rendered["Resource"][1:] == ["arn:one", "arn:two"]
    assert rendered["Condition"] == {
        "ArnEquals": {"ec2:Subnet": ["arn:one", "arn:two"]},
        "StringEquals": {"x": ["forecasting", "${aws:SourceIdentity}"]},
    }


def test_a_global_service_has_no_region_in_its_arns() -> None:
    row = Statement(sid="Pass", actions=("iam:PassRole",), resources=("iam:role/a",))
    assert row.render({})["Resource"][0].split(":")[2:4] == ["iam", ""]


def test_the_region_is_the_stacks_own() -> None:
    row = Statement(
        sid="A", actions=("kms:Decrypt",), resources=("<key>",), conditions={"StringEquals": {"k": "<region>"}}
    )
    rendered = Stack(App(), "Stack").resolve(row.render({"key": "arn"}))
    assert rendered["Condition"] == {"StringEquals": {"k": {"Ref": "AWS::Region"}}}


@pytest.mark.parametrize("text", ["<teams>", "a/<subnets>/b", "<unknown>-*"])
def test_a_placeholder_without_one_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs one value"):
        fill(text, VALUES)


def test_an_unexplained_wildcard_is_refused() -> None:
    row = Statement(sid="All", actions=("sagemaker:DescribeModel",), resources=("sagemaker:model/*",))
    with pytest.raises(ValueError, match=r"All: .* has a wildcard; say why"):
        PersonaPolicy(Stack(App(), "Stack"), "Policy", description="d", statements=[row], values={})


FLAT: list[tuple[Any, str]] = [
    ("arn:${AWS::Partition}", "arn:<AWS::Partition>"),
    ({"Ref": "AWS::Region"}, "<AWS::Region>"),
    ({"Fn::GetAtt": ["Key", "Arn"]}, "<Key.Arn>"),
    ({"Fn::ImportValue": "a:b"}, "a:b"),
    ({"Fn::Join": ["", ["arn:", {"Ref": "P"}, ":x/*"]]}, "arn:<P>:x/*"),
]


@pytest.mark.parametrize(("value", "flat"), FLAT)
def test_a_finding_is_named_as_the_scanner_names_it(value: Any, flat: str) -> None:
    assert flatten(value) == flat


def test_what_the_scanner_would_name_otherwise_is_refused() -> None:
    with pytest.raises(ValueError, match="Cannot compute the id"):
        flatten({"Fn::Sub": "x"})
