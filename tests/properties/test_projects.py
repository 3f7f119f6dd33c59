"""A project's three stacks, in the default organisation: who may take which role, what is closed, what comes first."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.mlops.training_definition import PARAMETERS
from tests.conftest import Assembly
from tests.properties.delivery import ACCOUNTS, PROJECTS, Organisation, role
from tests.properties.estate import Templates, change
from tests.properties.policies import as_list

ROLE, BUCKET_POLICY, GROUP = "AWS::IAM::Role", "AWS::S3::BucketPolicy", "AWS::SageMaker::ModelPackageGroup"
PIPELINE, MACHINE, BUILD = (
    "AWS::CodePipeline::Pipeline",
    "AWS::StepFunctions::StateMachine",
    "AWS::CodeBuild::Project",
)
ENDPOINT, PARAMETER = "AWS::SageMaker::Endpoint", "AWS::SSM::Parameter"
Check = Callable[[Organisation], list[str]]


@pytest.fixture(scope="module")
def organisation(synthesized: Callable[[str], Assembly]) -> Organisation:
    return Organisation.of(synthesized("energy-retailer"))


def project_roles(organisation: Organisation) -> list[tuple[str, str, str, Any]]:
    """Environment, project, machine and role."""
    found = []
    for environment, resource in organisation.of_type(ROLE):
        name = str(resource.properties.get("RoleName", ""))
        if "-project_" in name:
            project, _, machine = name.partition("-project_")[2].rpartition("-")
            found.append((environment, project, machine, resource))
    return found


TAKEN_BY = {
    "pipeline": "codepipeline.amazonaws.com",
    "build": "codebuild.amazonaws.com",
    "package": "codebuild.amazonaws.com",
    "trigger": "events.amazonaws.com",
    "run": "states.amazonaws.com",
    "release": "cloudformation.amazonaws.com",
}
TAKEN_BY_HUB = ("start", "deploy")


def expected_trust(environment: str, project: str, machine: str) -> dict[str, Any]:
    if machine in TAKEN_BY_HUB:
        return {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNTS['hub']}:root"},
            "Action": ["sts:AssumeRole"],
            "Condition": {"ArnEquals": {"aws:PrincipalArn": role("hub", f"project_{project}-pipeline")}},
        }
    return {
        "Effect": "Allow",
        "Principal": {"Service": TAKEN_BY[machine]},
        "Action": ["sts:AssumeRole"],
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNTS[environment]}},
    }


def loose_trust(organisation: Organisation) -> list[str]:
    """A role of a project trusts exactly who works with it."""
    found = []
    for environment, project, machine, resource in project_roles(organisation):
        statements = resource.properties["AssumeRolePolicyDocument"]["Statement"]
        own = [{key: value for key, value in one.items() if key != "Sid"} for one in statements]
        if own != [expected_trust(environment, project, machine)]:
            found.append(resource.name)
    return found


def unbounded(organisation: Organisation) -> list[str]:
    found = []
    for environment, _, _, resource in project_roles(organisation):
        boundary = organisation.estates[environment].by_reference.get(
            resource.properties.get("PermissionsBoundary", "")
        )
        name = boundary.properties.get("ManagedPolicyName", "") if boundary else ""
        if name != f"volta-{environment}-delivery-workload-boundary":
            found.append(resource.name)
    return found


def open_to_others(organisation: Organisation) -> list[str]:
    """What another account's principal may do in a resource policy, it may only as a project's or a team's role."""
    found = []
    for environment, policy in [*organisation.of_type(BUCKET_POLICY), *organisation.of_type(GROUP)]:
        key = "PolicyDocument" if policy.type == BUCKET_POLICY else "ModelPackageGroupPolicy"
        for row in policy.properties[key]["Statement"]:
            principal = row["Principal"].get("AWS", "")
            named = [] if principal.endswith(":root") else [principal]
            who = as_list(row.get("Condition", {}).get("ArnEquals", {}).get("aws:PrincipalArn", named))
            if row["Effect"] == "Allow" and principal and not all("*" not in one for one in who or "*"):
                found.append(f"{environment} {policy.name} {row['Sid']}")
    return found


def unapproved(organisation: Organisation) -> list[str]:
    """Staging, then prod; in each stage somebody approves before anything is deployed."""
    found = []
    for _, pipeline in organisation.of_type(PIPELINE):
        stages = pipeline.properties["Stages"]
        names = [stage["Name"] for stage in stages]
        if names != ["Source", "Build", "Train", "Staging", "Prod"]:
            found.append(f"{pipeline.name}: {names}")
        for stage in stages[3:]:
            order = [a["ActionTypeId"]["Category"] for a in sorted(stage["Actions"], key=lambda a: a["RunOrder"])]
            if order != ["Approval", "Deploy"]:
                found.append(f"{pipeline.name} {stage['Name']}: {order}")
    return found


def foreign_hands(organisation: Organisation) -> list[str]:
    """In another account the pipeline takes the project's own role there, and deploys through its release role."""
    found = []
    for _, pipeline in organisation.of_type(PIPELINE):
        project = next(name for name in PROJECTS if pipeline.properties["Name"].endswith(name))
        actions = {a["Name"]: a for stage in pipeline.properties["Stages"] for a in stage["Actions"]}
        wanted = {"Train": role("research", f"project_{project}-start")}
        for environment in ("staging", "prod"):
            wanted[f"Release{environment.title()}"] = role(environment, f"project_{project}-deploy")
            released_by = actions[f"Release{environment.title()}"]["Configuration"]["RoleArn"]
            if released_by != role(environment, f"project_{project}-release"):
                found.append(f"{pipeline.name} releases by {released_by}")
        if {name: a["RoleArn"] for name, a in actions.items() if "RoleArn" in a} != wanted:
            found.append(pipeline.name)
    return found


def unstarted(organisation: Organisation) -> list[str]:
    """Something starts each pipeline: a trigger of its connection, or a rule on events; it is version 2, queued."""
    found = []
    targets = {
        target["Arn"] for _, rule in organisation.of_type("AWS::Events::Rule") for target in rule.properties["Targets"]
    }
    for _, pipeline in organisation.of_type(PIPELINE):
        properties = pipeline.properties
        arn = f"arn:aws:codepipeline:eu-west-1:{ACCOUNTS['hub']}:{properties['Name']}"
        if (bool(properties.get("Triggers")) == (arn in targets)) or properties.get("PipelineType") != "V2":
            found.append(pipeline.name)
        if properties.get("ExecutionMode") != "QUEUED":
            found.append(pipeline.name)
    return found


def unwired(organisation: Organisation) -> list[str]:
    """Each parameter that a release template reads in its account is one that a stack of this account writes."""
    found = []
    for environment, estate in organisation.estates.items():
        written = {p.properties["Name"] for p in estate.of(PARAMETER)}
        for stack, template in estate.templates.items():
            read = [p for p in template.get("Parameters", {}).values() if p["Type"].startswith("AWS::SSM")]
            wanted = {p["Default"] for p in read if p["Default"].startswith("/aplatform")}
            found += [f"{environment} {stack} {name}" for name in sorted(wanted - written)]
    return found


def unheard(organisation: Organisation) -> list[str]:
    """Failed deliveries, and questions, reach the alarm topic of the hub."""
    [topic] = [found for environment, found in organisation.of_type("AWS::SNS::Topic") if environment == "hub"]
    alarms = [
        alarm
        for environment, alarm in organisation.of_type("AWS::CloudWatch::Alarm")
        if environment == "hub" and alarm.properties["MetricName"] == "FailedPipelineExecutions"
    ]
    found = [] if [a for a in alarms if a.properties["AlarmActions"] == [f"<<{topic.name}>>"]] else ["no alarm"]
    for _, pipeline in organisation.of_type(PIPELINE):
        actions = [action for stage in pipeline.properties["Stages"] for action in stage["Actions"]]
        asked = [
            action["Configuration"].get("NotificationArn")
            for action in actions
            if action["ActionTypeId"]["Category"] == "Approval"
        ]
        found += [] if asked == [f"<<{topic.name}>>"] * 2 else [pipeline.name]
    return found


ARCHIVES = {"meter-anomalies/source.zip": "grid-assets"}


def handed_in_by_others(organisation: Organisation) -> list[str]:
    """An archive is written by its team's leads and ML engineers, in the hub, and the key knows them."""
    estate = organisation.estates["hub"]
    found = []
    [bucket] = [b for b in estate.of("AWS::S3::Bucket") if b.stack == "volta-hub-Delivery"]
    uploads = [
        (row, policy.properties["Roles"])
        for policy in estate.of("AWS::IAM::ManagedPolicy")
        for row in policy.properties["PolicyDocument"]["Statement"]
        if row.get("Sid") == "UploadArchives"
    ]
    for key, team in ARCHIVES.items():
        roles = [f"volta-hub-{team}-lead", f"volta-hub-{team}-ml-engineer"]
        wanted = [f"<<{bucket.name}.Arn>>/{key}"]
        if [(row["Resource"], sorted(who)) for row, who in uploads] != [(wanted, roles)]:
            found.append(key)
        arns = [role("hub", name.removeprefix("volta-hub-")) for name in roles]
        keys = [row for key_ in estate.of("AWS::KMS::Key") for row in key_.properties["KeyPolicy"]["Statement"]]
        known = [row["Condition"]["ArnLike"]["aws:PrincipalArn"] for row in keys if row["Sid"] == "Uploads"]
        found += [] if [sorted(one) for one in known] == [arns] else [f"key of {key}"]
    return found


CHECKS: tuple[Check, ...] = (
    loose_trust,
    unbounded,
    open_to_others,
    unapproved,
    foreign_hands,
    unstarted,
    unwired,
    unheard,
    handed_in_by_others,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(organisation: Organisation, check: Check) -> None:
    assert check(organisation) == []


def test_every_project_has_its_stacks_machines_and_releases(organisation: Organisation) -> None:
    """The checks above would be content with nothing."""
    machines = {"hub": {"pipeline", "build", "package", "trigger"}, "research": {"start", "run"}}
    for project in PROJECTS:
        for environment in ACCOUNTS:
            found = {m for e, p, m, _ in project_roles(organisation) if (e, p) == (environment, project)}
            by_connection = {"trigger"} if (project, environment) == ("demand-forecast", "hub") else set()
            assert found == machines.get(environment, {"deploy", "release"}) - by_connection
    for type_, count in ((PIPELINE, 3), (MACHINE, 3), (BUILD, 6), (GROUP, 3), (ENDPOINT, 6)):
        assert len(organisation.of_type(type_)) == count, type_


def _trust(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["AssumeRolePolicyDocument"]["Statement"][0].update(changes)


def _stage(index: int, edit: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda pipeline: edit(pipeline["Stages"][index])


def _guests(policy: dict[str, Any]) -> None:
    row = next(row for row in policy["PolicyDocument"]["Statement"] if row["Effect"] == "Allow")
    row["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}


def _no_wiring(templates: Templates) -> None:
    resources = templates["volta-staging-Serving-churn"]["Resources"]
    for key in [key for key, resource in resources.items() if resource["Type"] == PARAMETER]:
        del resources[key]


FAULTS: list[tuple[Check, Callable[[Templates], object]]] = [
    (loose_trust, change(ROLE, _trust(Condition={}), stack="Training-churn")),
    (loose_trust, change(ROLE, _trust(Principal={"AWS": "*"}), stack="staging-Serving-churn")),
    (unbounded, change(ROLE, lambda found: found.pop("PermissionsBoundary"), stack="Project-churn")),
    (open_to_others, change(BUCKET_POLICY, _guests, stack="Project-churn")),
    (
        open_to_others,
        change(
            GROUP,
            lambda group: group["ModelPackageGroupPolicy"]["Statement"][0].update(Condition={}),
            stack="Project-churn",
        ),
    ),
    (unapproved, change(PIPELINE, _stage(3, lambda stage: stage["Actions"].pop(0)))),
    (unapproved, change(PIPELINE, _stage(4, lambda stage: stage["Actions"][1].update(RunOrder=0)))),
    (unapproved, change(PIPELINE, lambda pipeline: pipeline["Stages"].reverse())),
    (foreign_hands, change(PIPELINE, _stage(2, lambda stage: stage["Actions"][0].pop("RoleArn")))),
    (
        foreign_hands,
        change(PIPELINE, _stage(4, lambda stage: stage["Actions"][1]["Configuration"].update(RoleArn="other"))),
    ),
    (unstarted, change("AWS::Events::Rule", lambda rule: rule.update(Targets=[]))),
    (unstarted, change(PIPELINE, lambda pipeline: pipeline.update(ExecutionMode="SUPERSEDED"))),
    (unwired, _no_wiring),
    (unheard, change("AWS::CloudWatch::Alarm", lambda alarm: alarm.update(AlarmActions=[]), stack="hub-Delivery")),
    (unheard, change(PIPELINE, _stage(3, lambda stage: stage["Actions"][0]["Configuration"].pop("NotificationArn")))),
    (
        handed_in_by_others,
        change("AWS::IAM::ManagedPolicy", lambda policy: policy["Roles"].append("other"), stack="hub-Delivery"),
    ),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(organisation: Organisation, check: Check, fault: Callable[[Templates], object]) -> None:
    templates = organisation.copy()
    fault(templates)
    assert check(Organisation(templates))


def test_every_key_of_the_contract_is_written_where_it_belongs(organisation: Organisation) -> None:
    for part, environments in (("delivery", ["hub"]), ("training", ["research"]), ("serving", ["staging", "prod"])):
        wanted = {(e, f"/aplatform/v1/{e}/projects/{project}/{part}") for e in environments for project in PROJECTS}
        found = {(e, str(p.properties["Name"])) for e, p in organisation.of_type(PARAMETER)}
        assert {one for one in found if one[1].endswith(f"/{part}")} == wanted


def test_the_pipeline_names_the_template_that_was_judged(organisation: Organisation, synthesized: Any) -> None:
    """Byte by byte: what is deployed in the end is what the rules saw."""
    folder = synthesized("energy-retailer").folder
    for project in PROJECTS:
        for environment in ("staging", "prod"):
            released = organisation.templates[f"volta-{environment}-Release-{project}"]
            copies = [p.read_text() for p in folder.glob(f"asset.*/{environment}.template.json")]
            assert sum(json.loads(copy) == released for copy in copies) == 1


def test_a_run_is_given_every_parameter(organisation: Organisation) -> None:
    for _, machine in organisation.of_type(MACHINE):
        text = machine.properties["DefinitionString"]
        assert [name for name in PARAMETERS if f'"Name":"{name}"' not in text] == []
