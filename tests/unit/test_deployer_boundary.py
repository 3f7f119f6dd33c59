"""The deployer policies against the service authorization reference, and against who would climb out of them.

The boundary alone closes every way out, whatever else is attached; the execution policies grant inside of it.
"""

import copy
import json
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.conftest import ROOT
from tests.properties.estate import Estate
from tests.properties.policies import ROLE, as_list, trust
from tests.unit.identity.reference import condition_keys, definition, rows
from tests.unit.identity.rows import keys_of

TEMPLATE = ROOT / "bootstrap" / "deployer-boundary.yaml"
MANAGED_POLICY = 6_144
HEADROOM = 0.9
"""So that what comes next is noticed before it no longer fits."""
BOUNDARY, EXECUTION = "DeployerBoundary", ("DeployPlatform", "DeployWorkloads")
LONGEST = {"Organisation": "organisation", "AWS::Partition": "aws-us-gov", "AWS::AccountId": "111122223333"}
Statement = dict[str, Any]
Check = Callable[[list[Statement]], list[str]]


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML with CloudFormation's short forms; `!Sub` is filled in."""


def _sub(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return re.sub(r"\$\{([^}]+)\}", lambda match: LONGEST.get(match[1], match[1]), str(loader.construct_scalar(node)))


_Loader.add_constructor("!Sub", _sub)
_Loader.add_constructor("!Ref", lambda loader, node: str(loader.construct_scalar(node)))


def document(policy: str = BOUNDARY) -> dict[str, Any]:
    template = yaml.load(TEMPLATE.read_text(), Loader=_Loader)
    found: dict[str, Any] = template["Resources"][policy]["Properties"]["PolicyDocument"]
    return found


def execution() -> list[Statement]:
    """What the execution policies grant together."""
    return [statement for policy in EXECUTION for statement in document(policy)["Statement"]]


def of_effect(statements: list[Statement], effect: str) -> list[Statement]:
    return [statement for statement in statements if statement["Effect"] == effect]


def unknown_actions(statements: list[Statement]) -> list[str]:
    """What stands for no action at all."""
    patterns = [pattern for statement in statements for pattern in as_list(statement["Action"])]
    return [pattern for pattern in patterns if not meant(pattern)]


def meant(pattern: str) -> list[str]:
    """The actions that a pattern stands for."""
    service, _, action = pattern.partition(":")
    known = definition().get(service, {}).get("privileges", {})
    return [f"{service}:{one}" for one in known if fnmatchcase(one, action)]


def foreign_keys(statements: list[Statement]) -> list[str]:
    return [
        f"{statement['Sid']} {action} {key}"
        for statement in statements
        for _, key in keys_of(statement.get("Condition", {}))
        for pattern in as_list(statement["Action"])
        for action in meant(pattern)
        if key not in condition_keys(action)
    ]


def allowed(statements: list[Statement], action: str) -> bool:
    """Whether any resource is left on which the action is allowed, conditions aside."""

    def names(statement: Statement) -> bool:
        return any(fnmatchcase(action, pattern) for pattern in as_list(statement["Action"]))

    everywhere = [s for s in of_effect(statements, "Deny") if s["Resource"] == "*" and "Condition" not in s]
    return any(map(names, of_effect(statements, "Allow"))) and not any(map(names, everywhere))


ESCAPES = (
    *("iam:AddUserToGroup", "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser"),
    *("iam:CreateInstanceProfile", "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateSAMLProvider"),
    *("sts:AssumeRole", "cloudformation:CreateStack", "codebuild:StartBuild", "organizations:LeaveOrganization"),
    *("ec2:RunInstances", "ec2:ModifyInstanceAttribute", "ec2:AssociateIamInstanceProfile"),
    *("ec2:CreateInternetGateway", "ec2:CreateDefaultVpc", "ec2:CreateVpcPeeringConnection"),
    *("ssm:SendCommand", "ssm:StartSession", "ssm:StartAutomationExecution"),
    *("sagemaker:CreateTrainingJob", "sagemaker:CreatePresignedDomainUrl", "sagemaker:CreateNotebookInstance"),
    *("lambda:CreateFunctionUrlConfig", "s3:PutAccountPublicAccessBlock", "ec2:ModifySnapshotAttribute"),
    *("codebuild:StartBuildBatch", "codebuild:RetryBuild", "codeconnections:UseConnection"),
    *("codepipeline:StartPipelineExecution", "codepipeline:PutApprovalResult", "codepipeline:RetryStageExecution"),
    *("states:StartExecution", "states:StartSyncExecution", "states:TestState", "events:PutEvents"),
    *("sagemaker:StartPipelineExecution", "sagemaker:InvokeEndpoint"),
    *("elasticfilesystem:DeleteFileSystem", "elasticfilesystem:PutFileSystemPolicy"),
)
"""Ways to become somebody else, to take data out, or to open the network."""


def escapes(statements: list[Statement]) -> list[str]:
    return [action for action in ESCAPES if allowed(statements, action)]


def roles_out_of_bounds(statements: list[Statement]) -> list[str]:
    """What changes a role and could leave one without the workload boundary."""
    changes = [
        action for s in of_effect(statements, "Allow") for action in as_list(s["Action"]) if RESHAPES.match(action)
    ]
    held = [
        s for s in of_effect(statements, "Deny") if "iam:PermissionsBoundary" in s.get("Condition", {}).get(UNLESS, {})
    ]
    denied = {
        action for s in held for pattern in as_list(s["Action"]) for action in meant(pattern) if s["Resource"] == "*"
    }
    return [action for action in changes if action not in denied]


RESHAPES = re.compile(r"iam:(Attach|Create|Delete|Detach|Put|Update)(Role|AssumeRolePolicy)")
UNLESS = "StringNotLike"


def loose_passes(statements: list[Statement]) -> list[str]:
    passing = [s for s in of_effect(statements, "Allow") if "iam:PassRole" in as_list(s["Action"])]
    roles = "arn:*:iam::111122223333:role/organisation-*"
    return [
        s["Sid"]
        for s in passing
        if s["Resource"] != roles or "*" in str(s.get("Condition", "*")) or as_list(s["Action"]) != ["iam:PassRole"]
    ]


def wide_names(statements: list[Statement]) -> list[str]:
    """Where names start with the organisation's, nothing else is in reach: other stacks' assets and functions."""
    named = [s for s in of_effect(statements, "Allow") if s["Sid"] in ("Names", "OuterNames")]
    return [
        resource for s in named for resource in s["Resource"] if not re.search(r"[:/]organisation[-/]\*$", resource)
    ]


def too_long(statements: list[Statement]) -> list[str]:
    return [str(length(statements))] if length(statements) > MANAGED_POLICY * HEADROOM else []


def length(statements: list[Statement]) -> int:
    return len(json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":")))


def out_of_the_boundary(statements: list[Statement]) -> list[str]:
    """Granted by an execution policy and held back by the boundary: dead, or a hole in the making."""
    outer = of_effect(document()["Statement"], "Allow")
    patterns = [pattern for statement in outer for pattern in as_list(statement["Action"])]
    granted = {action for s in of_effect(statements, "Allow") for one in as_list(s["Action"]) for action in meant(one)}
    return sorted(action for action in granted if not any(fnmatchcase(action, pattern) for pattern in patterns))


def wildcards_that_iam_does_not_know(statements: list[Statement]) -> list[str]:
    """IAM has `*` and `?`; the tests' matching knows sets of characters, too."""
    return [pattern for s in statements for pattern in as_list(s["Action"]) if set("[]!") & set(pattern)]


CHECKS = (unknown_actions, foreign_keys, escapes, roles_out_of_bounds, loose_passes, wide_names, too_long)
OF_EXECUTION = (unknown_actions, wide_names, too_long, out_of_the_boundary, wildcards_that_iam_does_not_know)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(check: Check) -> None:
    assert check(document()["Statement"]) == []


@pytest.mark.parametrize("policy", EXECUTION)
@pytest.mark.parametrize("check", OF_EXECUTION)
def test_nothing_is_wrong_with_an_execution_policy(check: Check, policy: str) -> None:
    statements = document(policy)["Statement"]
    assert of_effect(statements, "Allow") == statements, "what is denied stands in the boundary, where it always holds"
    assert check(statements) == []


def test_every_policy_has_room(capsys: pytest.CaptureFixture[str]) -> None:
    """Shown by `pytest -rP`: characters of 6 144."""
    for policy in (BOUNDARY, *EXECUTION):
        print(f"{policy}: {length(document(policy)['Statement'])} of {MANAGED_POLICY}")
    assert capsys.readouterr().out.count(f"of {MANAGED_POLICY}") == 3
    assert length(document()["Statement"]) < 5_000


def test_nobody_may_change_the_policies_that_hold_the_deployer() -> None:
    [held] = [s for s in document()["Statement"] if s["Sid"] == "DenyLooseningItself"]
    template = yaml.load(TEMPLATE.read_text(), Loader=_Loader)
    names = {one["Properties"]["ManagedPolicyName"] for one in template["Resources"].values()}
    assert len(names) == 3
    assert held["Action"] == "iam:*"
    assert "Condition" not in held
    for name in names:
        arn = f"arn:aws-us-gov:iam::111122223333:policy/{name}"
        assert any(fnmatchcase(arn, pattern) for pattern in held["Resource"])


def _edit(sid: str, **changes: Any) -> Callable[[list[Statement]], object]:
    return lambda statements: next(s for s in statements if s["Sid"] == sid).update(changes)


def _without(sid: str) -> Callable[[list[Statement]], object]:
    return lambda statements: statements.remove(next(s for s in statements if s["Sid"] == sid))


FAULTS: list[tuple[Check, Callable[[list[Statement]], object]]] = [
    (unknown_actions, _edit("DenyInternet", Action=["ec2:CreateInternetGateways"])),
    (unknown_actions, _edit("OuterLimit", Action="sagemakers:*")),
    (unknown_actions, _edit("OuterLimit", Action="ecr:*Registri")),
    (unknown_actions, _edit("OuterLimit", Action="glue:*Databse")),
    (foreign_keys, _edit("DenyRolesWithoutBoundary", Action=["iam:TagRole"])),
    (foreign_keys, _edit("DenyForeignPolicies", Action=["iam:CreateRole"])),
    (escapes, _without("DenyWork")),
    (escapes, _without("DenyInternet")),
    (escapes, _edit("OuterParameters", Action="ssm:*")),
    (escapes, _edit("OuterRoles", Action="iam:*")),
    (roles_out_of_bounds, _edit("DenyRolesWithoutBoundary", Action=["iam:AttachRolePolicy", "iam:CreateRole"])),
    (roles_out_of_bounds, _without("DenyRolesWithoutBoundary")),
    (loose_passes, _edit("HandRolesToServices", Resource="*")),
    (loose_passes, _edit("HandRolesToServices", Condition={"StringLike": {"iam:PassedToService": "*"}})),
    (wide_names, _edit("OuterNames", Resource=["arn:aws-us-gov:s3:::*"])),
    (wildcards_that_iam_does_not_know, _edit("OuterNames", Action="states:*Ta[rg]*")),
    (out_of_the_boundary, _edit("OuterNames", Action=["states:StartExecution"])),
    (too_long, lambda statements: statements.extend(copy.deepcopy(statements))),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(check: Check, fault: Callable[[list[Statement]], object]) -> None:
    statements = copy.deepcopy(document()["Statement"])
    fault(statements)
    assert check(statements)


NEEDED = {
    "AWS::CodeBuild::Project": "codebuild:CreateProject",
    "AWS::CodeConnections::Connection": "codeconnections:CreateConnection",
    "AWS::CodePipeline::Pipeline": "codepipeline:CreatePipeline",
    "AWS::Athena::WorkGroup": "athena:CreateWorkGroup",
    "AWS::EC2::VPC": "ec2:CreateVpc",
    "AWS::EC2::VPCEndpoint": "ec2:CreateVpcEndpoint",
    "AWS::EC2::FlowLog": "ec2:CreateFlowLogs",
    "AWS::ECR::RegistryPolicy": "ecr:PutRegistryPolicy",
    "AWS::ECR::RegistryScanningConfiguration": "ecr:PutRegistryScanningConfiguration",
    "AWS::ECR::ReplicationConfiguration": "ecr:PutReplicationConfiguration",
    "AWS::ECR::Repository": "ecr:CreateRepository",
    "AWS::ECR::RepositoryCreationTemplate": "ecr:CreateRepositoryCreationTemplate",
    "AWS::Events::Rule": "events:PutRule",
    "AWS::Glue::DataCatalogEncryptionSettings": "glue:PutDataCatalogEncryptionSettings",
    "AWS::Glue::Database": "glue:CreateDatabase",
    "AWS::KMS::Key": "kms:CreateKey",
    "AWS::Lambda::Function": "lambda:CreateFunction",
    "AWS::Logs::LogGroup": "logs:CreateLogGroup",
    "AWS::S3::BucketPolicy": "s3:PutBucketPolicy",
    "AWS::SNS::Subscription": "sns:Subscribe",
    "AWS::SSM::Parameter": "ssm:PutParameter",
    "AWS::SageMaker::ModelPackageGroup": "sagemaker:CreateModelPackageGroup",
    "AWS::SageMaker::Pipeline": "sagemaker:CreatePipeline",
    "AWS::SageMaker::Domain": "sagemaker:CreateDomain",
    "AWS::SageMaker::Image": "sagemaker:CreateImage",
    "AWS::SageMaker::Space": "sagemaker:CreateSpace",
    "AWS::SageMaker::StudioLifecycleConfig": "sagemaker:CreateStudioLifecycleConfig",
    "AWS::SageMaker::UserProfile": "sagemaker:CreateUserProfile",
    "AWS::StepFunctions::StateMachine": "states:CreateStateMachine",
    "Custom::ProfileCleanUp": "lambda:InvokeFunction",
}


@pytest.mark.parametrize("action", NEEDED.values())
def test_what_the_platform_creates_stays_allowed(action: str) -> None:
    assert allowed(document()["Statement"], action)
    assert allowed(execution(), action)


FOR_FIELDS_OF_ECS = {
    f"ecs:List{what}" for what in ("Clusters", "ContainerInstances", "Services", "TaskDefinitions", "Tasks")
}
"""CreateFlowLogs depends on these only where the log's format names fields of ECS; ours is the default one."""


@pytest.mark.parametrize("action", NEEDED.values())
def test_so_does_what_the_reference_says_that_it_depends_on(action: str) -> None:
    """CreateDomain and its like call other services in the caller's name."""
    depends = {dependent for row in rows(action).values() for dependent in row["dependent_actions"]}
    depends -= FOR_FIELDS_OF_ECS
    for statements in (document()["Statement"], execution()):
        assert [one for one in sorted(depends) if not allowed(statements, one)] == []


PASSED_BY_OTHERS = {"cloudformation.amazonaws.com"}
"""The hub's pipeline hands CloudFormation the role of a release; templates never do."""


def test_every_service_that_takes_a_role_is_one_that_roles_are_handed_to(synthesized: Any) -> None:
    roles = Estate(synthesized("energy-retailer").templates).of(ROLE)
    services = {row["Principal"]["Service"] for role in roles for row in trust(role) if "Service" in row["Principal"]}
    [passing] = [s for s in document()["Statement"] if s["Sid"] == "HandRolesToServices"]
    assert services - PASSED_BY_OTHERS == set(passing["Condition"]["StringEquals"]["iam:PassedToService"])
