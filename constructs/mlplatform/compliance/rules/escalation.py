"""Combinations of rights by which a principal gains rights that it was not given.

After https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation; the SageMaker rows are ours.
"""

from dataclasses import dataclass

from .model import Fault
from .policy import WILD, Statement, is_any_resource


@dataclass(frozen=True)
class Path:
    """Actions that together give more than they say."""

    actions: tuple[str, ...]
    gives: str


ALONE = "rights of its own choice"

PATHS = (
    Path(("iam:CreatePolicyVersion",), ALONE),
    Path(("iam:SetDefaultPolicyVersion",), "an older version of a policy"),
    Path(("iam:AttachUserPolicy",), ALONE),
    Path(("iam:AttachGroupPolicy",), ALONE),
    Path(("iam:AttachRolePolicy",), ALONE),
    Path(("iam:PutUserPolicy",), ALONE),
    Path(("iam:PutGroupPolicy",), ALONE),
    Path(("iam:PutRolePolicy",), ALONE),
    Path(("iam:UpdateAssumeRolePolicy",), "any role that it can reach"),
    Path(("iam:AddUserToGroup",), "the rights of a group"),
    Path(("iam:CreateAccessKey",), "another user's rights"),
    Path(("iam:CreateLoginProfile",), "another user's rights"),
    Path(("iam:UpdateLoginProfile",), "another user's rights"),
    Path(("iam:DeleteRolePermissionsBoundary",), "rights beyond the boundary"),
    Path(("iam:PutRolePermissionsBoundary",), "rights beyond the boundary"),
    Path(("iam:DeleteUserPermissionsBoundary",), "rights beyond the boundary"),
    Path(("iam:PutUserPermissionsBoundary",), "rights beyond the boundary"),
    Path(("lambda:UpdateFunctionCode",), "the rights of a function's role"),
    Path(("iam:PassRole", "lambda:CreateFunction"), "the rights of the role passed"),
    Path(("iam:PassRole", "ec2:RunInstances"), "the rights of the role passed"),
    Path(("iam:PassRole", "cloudformation:CreateStack"), "the rights of the role passed"),
    Path(("iam:PassRole", "cloudformation:CreateChangeSet"), "the rights of the role passed"),
    Path(("iam:PassRole", "glue:CreateDevEndpoint"), "the rights of the role passed"),
    Path(("iam:PassRole", "glue:CreateJob"), "the rights of the role passed"),
    Path(("iam:PassRole", "codebuild:CreateProject"), "the rights of the role passed"),
    Path(("iam:PassRole", "datapipeline:CreatePipeline"), "the rights of the role passed"),
    Path(("iam:PassRole", "states:CreateStateMachine"), "the rights of the role passed"),
    Path(("iam:PassRole", "ecs:RegisterTaskDefinition"), "the rights of the role passed"),
    Path(("iam:PassRole", "sagemaker:CreateNotebookInstance"), "the rights of the role passed"),
    Path(("iam:PassRole", "sagemaker:CreateTrainingJob"), "the rights of the role passed"),
    Path(("iam:PassRole", "sagemaker:CreateProcessingJob"), "the rights of the role passed"),
)


def escalations(allowed: list[Statement]) -> list[Fault]:
    """Each path that the statements open, with the statement that gives the last action."""
    found = ((path, _openers(path, allowed)) for path in PATHS)
    return [
        Fault(f"{' with '.join(path.actions)} gives {path.gives}", openers[-1].path)
        for path, openers in found
        if len(openers) == len(path.actions)
    ]


def _openers(path: Path, allowed: list[Statement]) -> list[Statement]:
    """The first statement that gives each action where it can be misused."""
    found = (next((one for one in allowed if _unbounded(one, action)), None) for action in path.actions)
    return [one for one in found if one is not None]


def _unbounded(statement: Statement, action: str) -> bool:
    """Whether the action is allowed where it can be misused: for PassRole and functions, beyond named resources."""
    if not statement.has_action(action):
        return False
    if action == "iam:PassRole":
        return not (_named(statement) and statement.narrowed_by("iam:PassedToService"))
    if action.startswith("iam:"):
        return not (_named(statement) and statement.narrowed_by("iam:PermissionsBoundary", "iam:PolicyARN"))
    return action != "lambda:UpdateFunctionCode" or not _named(statement)


def _named(statement: Statement) -> bool:
    """Whether each resource is named, with no wildcard in place of a whole name."""
    if not statement.resources or statement.not_resources:
        return False
    return not any(
        is_any_resource(resource) or resource.rpartition("/")[2].rpartition(":")[2].strip(WILD) == ""
        for resource in statement.resources
    )
