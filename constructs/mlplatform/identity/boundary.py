from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from mlplatform.arns import arn, role_arn
from mlplatform.compliance import acknowledge
from mlplatform.identity import capabilities
from mlplatform.identity.finding import flatten
from mlplatform.identity.guard_rails import boundary_denies
from mlplatform.identity.statement import Statement
from mlplatform.settings.names import BoundaryOf, Names

DECISION = "0003"
REASON = (
    "A permissions boundary grants nothing: it is the outer limit of what the policies of the platform's roles may "
    "grant, action by action, and holds the denies that no policy can undo."
)
OWN = "arn:<AWS::Partition>:{}:<AWS::Region>:<AWS::AccountId>"
OWN_GLOBAL = "arn:<AWS::Partition>:{}::<AWS::AccountId>"
VERBS = (
    "athena:GetQuery",
    "athena:List",
    "cloudformation:Describe",
    "cloudwatch:GetMetric",
    "codepipeline:GetPipeline",
    "codepipeline:List",
    "glue:GetDatabase",
    "glue:GetPartition",
    "glue:GetTable",
    "iam:GetPolicy",
    "sagemaker:Describe",
    "sagemaker:List",
    "sagemaker:Stop",
    "ssm:GetParameter",
)
"""Verbs that a boundary lets through as a whole: they read, or stop a job, and each spelled out would fill a quarter of
it. What is read or stopped, and whose, the policies say."""
ROWS: dict[BoundaryOf, Sequence[Statement]] = {
    "people": capabilities.PEOPLE,
    "jobs": capabilities.JOBS,
    "services": capabilities.SERVICES,
}


class WorkloadBoundary(Construct):
    """The permissions boundary of one class of roles: outer limit and guard-rails.

    `people` bounds personas, `jobs` what runs in a team's name without a person, `services` the platform's own
    machinery.

    Guarantees:
        - no role reaches an action that is not in `capabilities` for its class, whatever policy is attached to it; it
          may be let to read more of the services that `VERBS` names, and to stop more of SageMaker's
        - keys and roles of this account only, buckets of the organisation only; keys of `model_accounts` decrypt what
          is read from S3
        - roles are passed to the services that `capabilities` names only
        - the denies of `guard_rails` stand in it for every action that it lets through
        - the same size for every organisation: nothing in it grows with teams or users
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        of: BoundaryOf,
        model_accounts: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        document = boundary_document(names, ROWS[of], model_accounts)
        policy = iam.CfnManagedPolicy(
            self,
            "Resource",
            managed_policy_name=names.workload_boundary(of),
            # One for all: CloudFormation replaces a policy for its description, and the first of them is in use.
            description="Outer limit and guard-rails of the machine-learning platform's roles.",
            policy_document=document,
        )
        self.policy_arn = policy.ref
        for finding in _findings(Stack.of(self).resolve(document), names):
            acknowledge(policy, f"AwsSolutions::AwsSolutions-IAM5[{finding}]", decision=DECISION, reason=REASON)


def _findings(document: Mapping[str, Any], names: Names) -> list[str]:
    """What a scanner says of wildcards in a boundary."""
    limits = {limit["Sid"]: limit for limit in document["Statement"] if limit["Effect"] == "Allow"}
    found = {
        "OuterLimit": "Resource::*",
        "OwnKeys": f"Resource::{OWN.format('kms')}:key/*",
        "OwnBuckets": f"Resource::arn:<AWS::Partition>:s3:::{names.organisation}-*",
        "OwnRoles": f"Resource::{OWN_GLOBAL.format('iam')}:role/{names.prefix}-*",
    }
    wild = [f"Action::{action}" for action in limits["OuterLimit"]["Action"] if "*" in action]
    elsewhere = [f"Resource::{flatten(key)}" for key in limits.get("ModelKeys", {}).get("Resource", [])]
    return [finding for sid, finding in found.items() if sid in limits] + elsewhere + wild


def boundary_document(names: Names, rows: Iterable[Statement], model_accounts: Sequence[str] = ()) -> dict[str, Any]:
    """The boundary of roles that hold these rows."""
    rows = tuple(rows)
    actions = sorted({action for row in rows for action in row.actions})
    keys = [action for action in actions if action.startswith("kms:")]
    data = [action for action in actions if action.startswith("s3:")]
    rest = {_as_verb(action) for action in actions if action not in {*keys, *data, "iam:PassRole"}}
    limits = [
        _limit("OuterLimit", sorted(rest), "*"),
        _limit("OwnKeys", keys, arn("kms", "key/*")),
        *([_limit("OwnBuckets", data, _own_buckets(names))] if data else []),
        *_own_roles(names, rows),
        *([_model_keys(model_accounts)] if model_accounts else []),
    ]
    return {"Version": "2012-10-17", "Statement": [*limits, *boundary_denies(actions)]}


def _model_keys(accounts: Sequence[str]) -> dict[str, Any]:
    keys = [arn("kms", "key/*", account=account) for account in accounts]
    through = {"StringEquals": {"kms:ViaService": f"s3.{Aws.REGION}.amazonaws.com"}}
    return {"Sid": "ModelKeys", "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": keys, "Condition": through}


def _own_buckets(names: Names) -> str:
    """Buckets and objects; a generated name starts with its stack's, which may be cut after the organisation's."""
    return arn("s3", f"{names.organisation}-*", account="", region="")


def _as_verb(action: str) -> str:
    return next((f"{verb}*" for verb in VERBS if action.startswith(verb)), action)


def _own_roles(names: Names, rows: Iterable[Statement]) -> list[dict[str, Any]]:
    """Roles of the platform, for the services to which a row of the class passes one."""
    services = sorted({row.conditions["StringEquals"]["iam:PassedToService"] for row in rows if _passes(row)})
    if not services:
        return []
    passing = {"StringEquals": {"iam:PassedToService": services}}
    return [{**_limit("OwnRoles", ["iam:PassRole"], role_arn(f"{names.prefix}-*")), "Condition": passing}]


def _passes(row: Statement) -> bool:
    return "iam:PassRole" in row.actions


def _limit(sid: str, actions: list[str], resource: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
