"""What the rules accept: the forms that a compliant template may have."""

from typing import Any

import pytest

from mlplatform.compliance.evaluation import EVALUATION, evaluate
from mlplatform.compliance.rules.model import Resource, Rule
from tests.compliance.good import good
from tests.compliance.mutation import Mutation
from tests.compliance.pieces import KEY

_ROOT = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}


def _p(resource: str, path: str, value: Any) -> Mutation:
    return Mutation("none", resource, f"Properties.{path}", value)


ACCEPTED = [
    _p("Domain", "KmsKeyId", {"Fn::If": ["IsProd", KEY, {"Ref": "Key"}]}),
    _p("Domain", "AppNetworkAccessType", {"Fn::If": ["IsProd", "VpcOnly", "VpcOnly"]}),
    _p("Domain", "DefaultUserSettings.SharingSettings", {"NotebookOutputOption": "Allowed", "S3KmsKeyId": KEY}),
    _p("Bucket", "LoggingConfiguration.DestinationBucketName", {"Fn::ImportValue": "foundation:log-bucket"}),
    _p("Key", "KeyPolicy.Statement.0.Condition", {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
    _p("Key", "KeyPolicy.Statement.0.Principal", {"AWS": [{"Fn::GetAtt": ["Role", "Arn"]}], **_ROOT}),
    _p("BucketPolicy", "PolicyDocument.Statement.0.Principal", "*"),
    _p("BucketPolicy", "Bucket", {"Fn::Sub": "${Bucket}"}),
    _p("TopicPolicy", "Topics", {"Ref": "Topic"}),
    _p("Group", "SecurityGroupIngress", [{"IpProtocol": "-1", "SourceSecurityGroupId": {"Ref": "Other"}}]),
    _p("Route", "GatewayId", "vgw-0123456789abcdef0"),
    _p("Route", "TransitGatewayId", "tgw-0123456789abcdef0"),
    _p("Permission", "Principal", "111122223333"),
    _p("Function", "Environment.Variables.DB_PASSWORD", {"Ref": "SecretName"}),
    _p("Function", "Environment.Variables.DB_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x"),
    _p("Policy", "PolicyDocument.Statement.1.Resource", {"Fn::ImportValue": "foundation:key-arn"}),
    _p(
        "InlinePolicy",
        "PolicyDocument.Statement",
        {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*",
            "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        },
    ),
    _p("InlinePolicy", "PolicyDocument.Statement", {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}),
    _p("Role", "AssumeRolePolicyDocument.Statement.0.Principal", {"Federated": {"Ref": "Provider"}}),
]


@pytest.mark.parametrize("change", ACCEPTED, ids=lambda change: f"{change.resource}.{change.path}")
def test_a_compliant_form_is_accepted(change: Mutation) -> None:
    template = good()
    change.apply(template)
    assert evaluate({"template.json": template}) == []


def test_a_condition_that_leaves_a_resource_out_leaves_its_findings_out() -> None:
    template = good()
    template["Conditions"]["Never"] = {"Fn::Equals": ["a", "b"]}
    template["Resources"]["Bad"] = {"Type": "AWS::EC2::InternetGateway", "Condition": "Never"}
    assert evaluate({"template.json": template}) == []


def test_a_parameter_with_one_allowed_value_is_that_value() -> None:
    template = good()
    template["Parameters"] |= {"Stage": {"Type": "String", "AllowedValues": ["VpcOnly"]}}
    template["Resources"]["Domain"]["Properties"]["AppNetworkAccessType"] = {"Ref": "Stage"}
    assert evaluate({"template.json": template}) == []


def test_a_key_parameter_that_is_empty_by_default_counts_as_absent() -> None:
    template = good()
    template["Parameters"] |= {"KeyArn": {"Type": "String", "Default": ""}}
    template["Resources"]["Domain"]["Properties"]["KmsKeyId"] = {"Ref": "KeyArn"}
    assert [one.rule for one in evaluate({"template.json": template})] == ["SM-DOM-02"]


def test_a_boundary_is_known_across_templates() -> None:
    foundation, identity = good(), good()
    exported = {"Out": {"Value": {"Ref": "Boundary"}, "Export": {"Name": "foundation:boundary"}}}
    foundation["Outputs"] = exported
    del identity["Resources"]["Boundary"]
    for role in ("Role", "FunctionRole", "TeamRole"):
        foundation["Resources"][role]["Properties"]["PermissionsBoundary"] = {"Fn::ImportValue": "other"}
        identity["Resources"][role]["Properties"]["PermissionsBoundary"] = {"Fn::ImportValue": "foundation:boundary"}
    found = {(one.rule, one.template, one.resource) for one in evaluate({"f": foundation, "i": identity})}
    assert found == {("IAM-03", "f", role) for role in ("Role", "FunctionRole", "TeamRole")}


@pytest.mark.parametrize("attached", [{"Roles": ["somebody"]}, {"ManagedPolicyName": "acme-boundary"}])
def test_a_policy_that_is_called_a_boundary_is_none_unless_it_only_bounds(attached: dict[str, Any]) -> None:
    template = good()
    boundary = template["Resources"]["Boundary"]["Properties"]
    boundary |= attached
    if "Roles" not in attached:
        for role in ("Role", "FunctionRole", "TeamRole"):
            template["Resources"][role]["Properties"]["PermissionsBoundary"] = {"Fn::ImportValue": "other"}
    assert ("IAM-06", "Boundary") in {(one.rule, one.resource) for one in evaluate({"t": template})}


@pytest.mark.parametrize("domain", [{"Ref": "Domain"}, {"Fn::GetAtt": ["Domain", "DomainId"]}])
def test_the_domains_role_is_known_across_templates(domain: Any) -> None:
    studio, users = good(), good()
    studio["Outputs"] = {
        "Domain": {"Value": domain, "Export": {"Name": "studio:domain"}},
        "Role": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}, "Export": {"Name": "studio:role"}},
    }
    user = users["Resources"]["User"]["Properties"]
    user["DomainId"] = {"Fn::ImportValue": "studio:domain"}
    user["UserSettings"]["ExecutionRole"] = {"Fn::ImportValue": "studio:role"}
    assert {(one.template, one.rule) for one in evaluate({"studio": studio, "users": users})} == {
        ("users", "SM-USR-01")
    }


def test_a_kept_service_is_accepted_and_an_ended_one_is_not() -> None:
    resources = {"Team": {"Type": "AWS::SageMaker::Workteam"}, "Fleet": {"Type": "AWS::SageMaker::DeviceFleet"}}
    found = evaluate({"t": {"Resources": resources}}, ["sagemaker-ground-truth", "sagemaker-edge-manager"])
    assert {(one.rule, one.resource) for one in found} == {("NO-CLOSED-SERVICE", "Fleet")}


def test_too_many_conditions_are_a_finding() -> None:
    template = good()
    template["Conditions"] = {f"C{n}": {"Fn::Equals": [{"Ref": f"P{n}"}, "x"]} for n in range(9)}
    for n in range(9):
        template["Resources"][f"Queue{n}"] = {**template["Resources"]["DeadLetters"], "Condition": f"C{n}"}
    assert EVALUATION in {one.rule for one in evaluate({"template.json": template})}


@pytest.mark.parametrize(
    "change",
    [
        {"Transform": "AWS::Serverless-2016-10-31"},
        {"Resources": {"Fn::ForEach::Topics": ["Name", ["a"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]}},
        {"Resources": {"Untyped": {"Properties": {}}}},
        {"Resources": []},
    ],
)
def test_what_makes_resources_that_no_rule_sees_is_a_finding(change: dict[str, Any]) -> None:
    assert [one.rule for one in evaluate({"template.json": {**good(), **change}})] == [EVALUATION]


def test_a_rule_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Resource) -> str:
        raise KeyError("weird")

    rule = Rule("X-01", "H", ("AWS::EC2::VPC",), "It holds.", "Mend it.", crash)
    monkeypatch.setattr("mlplatform.compliance.evaluation.rules", lambda _: {"X-01": rule})
    (found,) = evaluate({"template.json": good()})
    assert (found.rule, found.resource) == (EVALUATION, "Vpc")
    assert "X-01 could not be evaluated: KeyError('weird')" in found.found
