"""Policies in every place where they can stand, and in every form in which they can be written."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.compliance.evaluation import EVALUATION, evaluate
from mlplatform.compliance.rules.resource_policies import PLACES
from tests.compliance.good import good

CONTROLS = {
    ("AWS::S3::BucketPolicy", "PolicyDocument"): "S3-08",
    ("AWS::S3::AccessPoint", "Policy"): "S3-08",
    ("AWS::S3::MultiRegionAccessPointPolicy", "Policy"): "S3-08",
    ("AWS::S3Express::BucketPolicy", "PolicyDocument"): "S3-08",
    ("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy"): "S3-08",
    ("AWS::KMS::Key", "KeyPolicy"): "KMS-02",
    ("AWS::KMS::ReplicaKey", "KeyPolicy"): "KMS-02",
    ("AWS::ECR::Repository", "RepositoryPolicyText"): "ECR-05",
    ("AWS::ECR::RegistryPolicy", "PolicyText"): "ECR-05",
    ("AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy"): "ECR-05",
    ("AWS::Lambda::ResourcePolicy", "PolicyDocument"): "LAM-08",
    ("AWS::IAM::Role", "AssumeRolePolicyDocument"): "IAM-04",
    ("AWS::EC2::VPCEndpoint", "PolicyDocument"): "VPC-07",
    ("AWS::Events::EventBusPolicy", "Statement"): "NO-PUBLIC-POLICY",
    **{(type_, path): "NO-PUBLIC-POLICY" for type_, paths in PLACES.items() for path in paths},
}
IDENTITY = {
    ("AWS::IAM::ManagedPolicy", "PolicyDocument"),
    ("AWS::IAM::Policy", "PolicyDocument"),
    ("AWS::IAM::RolePolicy", "PolicyDocument"),
    ("AWS::IAM::UserPolicy", "PolicyDocument"),
    ("AWS::IAM::GroupPolicy", "PolicyDocument"),
    ("AWS::IAM::Role", "Policies[].PolicyDocument"),
    ("AWS::IAM::User", "Policies[].PolicyDocument"),
    ("AWS::IAM::Group", "Policies[].PolicyDocument"),
    ("AWS::SSO::PermissionSet", "InlinePolicy"),
}
EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "x:Get", "Resource": "*"}
ADMINISTRATOR = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def template(type_: str, path: str, document: Any) -> dict[str, Any]:
    """A template with one resource that carries the document."""
    around, _, rest = path.partition("[].")
    properties = {around: [_nested(rest, document)]} if rest else _nested(path, document)
    parameters = {
        "Anything": {"Type": "String"},
        "Opening": {"Type": "String", "Default": "*"},
        "Account": {"Type": "String", "AllowedPattern": "[0-9]{12}"},
    }
    mappings = {"Who": {"eu-west-1": {"account": "*"}, "us-east-1": {"account": "111122223333"}}}
    return {
        "Parameters": parameters,
        "Mappings": mappings,
        "Resources": {"X": {"Type": type_, "Properties": properties}},
    }


def _nested(path: str, document: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        document = {key: document}
    found: dict[str, Any] = document
    return found


def fired(body: dict[str, Any]) -> set[tuple[str, str]]:
    """Rule and control of each violation."""
    return {(one.rule, one.control) for one in evaluate({"t": body})}


def document(statement: dict[str, Any], path: str) -> Any:
    return statement if path == "Statement" else {"Version": "2012-10-17", "Statement": statement}


FORMS: dict[str, Callable[[Any], Any]] = {
    "map": lambda body: body,
    "text": lambda body: json.dumps(body),
    "Fn::Sub": lambda body: {"Fn::Sub": [json.dumps(body).replace("*", "${Star}"), {"Star": "*"}]},
    "Fn::Join": lambda body: {"Fn::Join": ["", [json.dumps(body)[:10], json.dumps(body)[10:]]]},
    "Fn::ToJsonString": lambda body: {"Fn::ToJsonString": body},
    "Fn::If": lambda body: {"Fn::If": ["Always", body, {"Ref": "AWS::NoValue"}]},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("type_", "path"), sorted(CONTROLS))
def test_everybody_is_found_wherever_a_policy_stands(type_: str, path: str, form: str) -> None:
    if path == "Statement" and form != "map":
        pytest.skip("a statement of a bus is a map")
    body = template(type_, path, FORMS[form](document(EVERYBODY, path)))
    body["Conditions"] = {"Always": {"Fn::Equals": [{"Ref": "Anything"}, "x"]}}
    control = CONTROLS[type_, path]
    assert (control, control) in fired(body)


@pytest.mark.parametrize(("type_", "path"), sorted(CONTROLS))
def test_a_named_account_is_not(type_: str, path: str) -> None:
    named = {**EVERYBODY, "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${Account}:root"}}}
    found = fired(template(type_, path, document(named, path)))
    assert not found & {(CONTROLS[type_, path],) * 2, (EVALUATION, CONTROLS[type_, path])}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("type_", "path"), sorted(IDENTITY))
def test_an_administrator_is_found_wherever_an_identity_policy_stands(type_: str, path: str, form: str) -> None:
    body = template(type_, path, FORMS[form](document(ADMINISTRATOR, path)))
    body["Conditions"] = {"Always": {"Fn::Equals": [{"Ref": "Anything"}, "x"]}}
    assert ("IAM-06", "IAM-06") in fired(body)


UNREADABLE = {
    "a parameter": {"Ref": "Anything"},
    "a text that is no JSON": "Statement: []",
    "a macro": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://x/policy.json"}}},
    "an import": {"Fn::ImportValue": "elsewhere"},
    "an attribute": {"Fn::GetAtt": ["Maker", "Policy"]},
    "a list": [EVERYBODY],
    "a statement of a parameter": {"Statement": [{"Ref": "Anything"}]},
    "a statement of text": {"Statement": ["Allow"]},
    "an unknown element": {"Statement": {"effect": "Allow", "principal": "*"}},
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize(
    ("type_", "path"), [("AWS::S3::BucketPolicy", "PolicyDocument"), ("AWS::KMS::Key", "KeyPolicy")]
)
def test_what_nobody_can_read_is_a_finding_that_names_the_control(type_: str, path: str, name: str) -> None:
    assert (EVALUATION, CONTROLS[type_, path]) in fired(template(type_, path, UNREADABLE[name]))


PRINCIPALS = {
    "the default of a parameter": ({"Ref": "Opening"}, False),
    "a parameter that may be anything": ({"Ref": "Anything"}, True),
    "a parameter with a pattern": ({"Ref": "Account"}, None),
    "a mapping": ({"Fn::FindInMap": ["Who", {"Ref": "AWS::Region"}, "account"]}, False),
    "an item of a list": ({"Fn::Select": [1, ["111122223333", "*"]]}, False),
    "an item of a text": ({"Fn::Select": ["1", {"Fn::Split": [",", "111122223333,*"]}]}, False),
    "an item of something open": ({"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "Anything"}]}]}, True),
    "put together": ({"Fn::Join": ["", ["", "*"]]}, False),
    "a substitution": ({"Fn::Sub": "${Opening}"}, False),
    "an open substitution": ({"Fn::Sub": "${Anything}"}, True),
}


@pytest.mark.parametrize("name", PRINCIPALS)
def test_a_principal_is_resolved_as_far_as_the_template_says(name: str) -> None:
    principal, unreadable = PRINCIPALS[name]
    body = template("AWS::S3::BucketPolicy", "PolicyDocument", document({**EVERYBODY, "Principal": principal}, ""))
    found = fired(body) & {("S3-08", "S3-08"), (EVALUATION, "S3-08")}
    if unreadable is None:
        assert found == set()
    else:
        assert ((EVALUATION, "S3-08") if unreadable else ("S3-08", "S3-08")) in found


WILD = {
    "IAM-06": [
        {"Action": "?*", "Resource": "*"},
        {"Action": "*", "Resource": "?*"},
        {"Action": "*:*", "Resource": "*"},
    ],
    "IAM-07": [{"Action": "s3:?*"}, {"Action": "iam*"}, {"Action": "sagemaker:**"}],
    "IAM-08": [{"Action": "iam:PassRol?", "Resource": "arn:aws:iam::111122223333:role/?*"}],
    "IAM-09": [
        {"Action": "kms:D?crypt", "Resource": "?*"},
        {"Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:*:key/?*"},
    ],
    "IAM-10": [{"Action": "iam:Put?olePolicy", "Resource": "*"}],
    "IAM-11": [
        {"Action": "s3:Get?bject", "Resource": "arn:aws:s3:::?*/x"},
        {"Action": "s3:*Object", "Resource": "arn:aws:s3:::*"},
    ],
}


@pytest.mark.parametrize(("control", "grant"), [(key, grant) for key, grants in WILD.items() for grant in grants])
def test_a_wildcard_is_one_in_every_spelling(control: str, grant: dict[str, str]) -> None:
    statement = {"Effect": "Allow", "Resource": "arn:aws:s3:::acme", **grant}
    assert (control, control) in fired(template("AWS::IAM::Policy", "PolicyDocument", document(statement, "")))


@pytest.mark.parametrize("operator", ["StringLike", "ArnLike", "ArnEquals"])
@pytest.mark.parametrize("value", ["*", "?*", "**", "arn:aws:*:*:*:*", "arn:*"])
def test_a_condition_that_says_nothing_narrows_nothing(operator: str, value: str) -> None:
    statement = {**EVERYBODY, "Condition": {operator: {"aws:SourceArn": value}}}
    assert ("S3-08", "S3-08") in fired(template("AWS::S3::BucketPolicy", "PolicyDocument", document(statement, "")))


def test_a_bus_may_name_everybody_of_the_organisation_only() -> None:
    bus = {"Type": "AWS::Events::EventBusPolicy", "Properties": {"StatementId": "x", "Principal": "*"}}
    assert ("NO-PUBLIC-POLICY", "NO-PUBLIC-POLICY") in fired({"Resources": {"Bus": bus}})
    bus["Properties"]["Condition"] = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}  # type: ignore[index]
    assert fired({"Resources": {"Bus": bus}}) == set()


def test_a_topic_and_a_queue_may_have_their_policy_inline() -> None:
    body = good()
    for policy, kind, key, target in (
        ("TopicPolicy", "SNS::Topic", "TopicArn", "Topic"),
        ("QueuePolicy", "SQS::Queue", "Queue", "Queue"),
    ):
        resource = body["Resources"][policy]
        resource["Type"] = f"AWS::{kind}InlinePolicy"
        resource["Properties"] = {"PolicyDocument": resource["Properties"]["PolicyDocument"], key: {"Ref": target}}
    assert {(one.rule, one.resource) for one in evaluate({"t": body})} == {("SQS-03", "DeadLetters")}
