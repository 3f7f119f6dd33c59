"""What nobody can read before the deployment is a finding that names the control; so are calls of closed services."""

import json
from typing import Any

import pytest

from mlplatform.compliance.evaluation import EVALUATION, evaluate
from tests.compliance.good import good
from tests.compliance.good_jobs import IMAGE, KEPT, PROCESSING, definition, machine
from tests.compliance.mutation import Mutation, changed


def _p(resource: str, path: str, value: Any) -> Mutation:
    return Mutation("none", resource, f"Properties.{path}", value)


@pytest.mark.parametrize("step", ["QualityCheck", "ClarifyCheck"])
def test_a_step_of_a_closed_service_is_refused_unless_it_is_kept(step: str) -> None:
    template = good()
    body = definition(
        {"Name": "Check", "Type": step, "Arguments": changed(PROCESSING, "AppSpecification.ImageUri", IMAGE)}
    )
    template["Resources"]["Pipeline"]["Properties"]["PipelineDefinition"]["PipelineDefinitionBody"] = body
    (found,) = evaluate({"t": template})
    assert (found.rule, found.resource) == ("NO-CLOSED-SERVICE", "Pipeline")
    assert "the step Check: " in found.found
    assert "closed on 2026-07-30, its successor is " in found.found
    assert evaluate({"t": template}, KEPT) == []


def test_a_call_of_an_ended_service_is_refused_even_if_it_is_kept() -> None:
    template = good()
    call = machine(("aws-sdk:sagemaker:createDeviceFleet", {"DeviceFleetName": "x"}))
    template["Resources"]["Trainer"]["Properties"]["DefinitionString"] = json.dumps(call)
    assert [one.rule for one in evaluate({"t": template}, ["sagemaker-edge-manager"])] == ["NO-CLOSED-SERVICE"]


_ANYTHING = {"Ref": "Stage"}
_LIST = {"Fn::Split": [",", {"Fn::ImportValue": "list"}]}
UNREAD = [
    ("VPC-04", "Group", "SecurityGroupIngress", _LIST),
    ("VPC-04", "Group", "SecurityGroupIngress", [_ANYTHING]),
    ("VPC-04", "Ingress", "CidrIp", _ANYTHING),
    ("VPC-06", "Group", "SecurityGroupEgress", {"Fn::GetAtt": ["Maker", "Rules"]}),
    ("VPC-03", "Route", "DestinationCidrBlock", _ANYTHING),
    ("CP-02", "Delivery", "Stages", _LIST),
    ("CP-03", "Delivery", "Stages.0.Actions", _LIST),
    ("CB-04", "Build", "Environment.EnvironmentVariables", _LIST),
    ("LAM-07", "Function", "Environment.Variables", {"Fn::GetAtt": ["Maker", "Variables"]}),
    ("LAM-08", "Permission", "Principal", _ANYTHING),
    ("IAM-01", "Role", "ManagedPolicyArns", [_ANYTHING]),
    ("IAM-02", "Role", "ManagedPolicyArns", _ANYTHING),
    ("IAM-06", "Role", "Policies", [_ANYTHING]),
    ("IAM-04", "Role", "AssumeRolePolicyDocument", _ANYTHING),
    ("IAM-04", "Role", "AssumeRolePolicyDocument.Statement.0.Principal", {"AWS": {"Fn::ImportValue": "who"}}),
    ("IAM-04", "Role", "AssumeRolePolicyDocument.Statement.0.Principal", {"AWS": "{{resolve:ssm:/who}}"}),
]


@pytest.mark.parametrize(("control", "resource", "path", "value"), UNREAD, ids=lambda one: str(one)[:30])
def test_what_must_not_stand_somewhere_must_be_readable(control: str, resource: str, path: str, value: Any) -> None:
    template = good()
    _p(resource, path, value).apply(template)
    found = {(one.rule, one.control, one.resource) for one in evaluate({"t": template})}
    assert (EVALUATION, control, resource) in found


@pytest.mark.parametrize(
    ("resource", "path", "value"),
    [
        ("Pipeline", "PipelineDefinition", {"PipelineDefinitionS3Location": {"Bucket": "b", "Key": "k"}}),
        ("Pipeline", "PipelineDefinition", {"PipelineDefinitionBody": _ANYTHING}),
        ("Pipeline", "PipelineDefinition", {}),
        ("Pipeline", "PipelineDefinition", {"PipelineDefinitionBody": "{}"}),
        ("Pipeline", "PipelineDefinition", {"PipelineDefinitionBody": definition({"Name": "X", "Type": "New"})}),
        ("Pipeline", "PipelineDefinition", {"PipelineDefinitionBody": definition({"Name": "X", "Type": "Training"})}),
        ("Trainer", "DefinitionS3Location", {"Bucket": "b", "Key": "k"}),
        ("Trainer", "DefinitionString", _ANYTHING),
        ("Trainer", "DefinitionString", "no json"),
        ("Trainer", "Definition", {"StartAt": "X"}),
        ("Trainer", "Definition", {"States": {"X": {"Type": "Task", "Resource": _ANYTHING}}}),
        ("Trainer", "Definition", machine(("sagemaker:createTrainingJob", {"Fn::GetAtt": ["Maker", "Job"]}))),
        ("Nightly", "Target.Input", _ANYTHING),
        ("Nightly", "Target.Arn", _ANYTHING),
    ],
)
def test_a_definition_that_nobody_can_read_is_a_finding(resource: str, path: str, value: Any) -> None:
    template = good()
    _p(resource, path, value).apply(template)
    found = [one for one in evaluate({"t": template}) if one.rule == EVALUATION]
    assert {one.resource for one in found} == {resource}
    assert any("SM-MOD-01" in one.found for one in found)


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"Condition": "Nowhere"}, "its Condition is Nowhere, which the template does not define"),
        ({"Condition": ["IsProd"]}, "which the template does not define"),
        ({"Properties": {"KmsKeyId": {"Fn::If": ["Nowhere", "a", "b"]}}}, "its Fn::If names the condition Nowhere"),
        ({"Properties": {"KmsKeyId": {"Fn::Guess": "x"}}}, "Fn::Guess is no function of CloudFormation"),
        ({"Properties": {"Fn::Transform": {"Name": "AWS::Include"}}}, "the transform AWS::Include makes properties"),
        ({"Properties": []}, "its Properties are a list, not a map"),
        ({"Type": "Acme::Logs::Group::MODULE"}, "makes resources that no rule sees"),
        ({"DependsOn": "Other"}, "Logs and Other refer to each other in a circle"),
    ],
)
def test_what_cannot_be_judged_is_said(resource: dict[str, Any], said: str) -> None:
    logs = {"Type": "AWS::Logs::LogGroup", **resource}
    other = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Sub": "${Logs}-x"}}}
    found = evaluate({"t": {"Resources": {"Logs": logs, "Other": other}}})
    assert any(said in one.found for one in found if one.rule == EVALUATION)


def test_conditions_that_name_each_other_are_said() -> None:
    conditions = {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Fn::And": [{"Condition": "A"}, {"Condition": "A"}]}}
    resources = {"Logs": {"Type": "AWS::Logs::LogGroup", "Condition": "A"}}
    found = evaluate({"t": {"Conditions": conditions, "Resources": resources}})
    assert "A and B refer to each other in a circle" in {one.found for one in found if one.rule == EVALUATION}
