from typing import Any

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from mlplatform.arns import arn, role_arn
from mlplatform.compliance import acknowledge
from mlplatform.identity.capabilities.delivery import DELIVERY
from mlplatform.identity.finding import flatten
from mlplatform.identity.guard_rails import boundary_denies
from mlplatform.settings.names import Names

DECISION = "0003"
REASON = (
    "It grants nothing: what a machine may do its own policy says, project by project. Here stand the outer limits of "
    "all of them, so a pattern ends at the environment's or the organisation's prefix, where projects come and go."
)
PASSED_TO = ["cloudformation.amazonaws.com", "sagemaker.amazonaws.com"]


class DeliveryBoundary(Construct):
    """The permissions boundary of the machines that deliver projects.

    Guarantees:
        - no machine reaches an action that is not in `capabilities.delivery`, whatever policy is attached to it
        - keys of this account and the hub's, buckets of the organisation and the account's assets, roles of projects
        - the denies of `guard_rails` bind a release: no model without the VPC and without isolation
        - the same size for every organisation: nothing in it grows with teams or projects
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, hub_account: str) -> None:
        super().__init__(scope, construct_id)
        document = delivery_document(names, hub_account)
        policy = iam.CfnManagedPolicy(
            self,
            "Resource",
            managed_policy_name=names.delivery_boundary,
            description="Outer limit and guard-rails of the machines that deliver projects.",
            policy_document=document,
        )
        self.policy_arn = policy.ref
        for resource in _wild(Stack.of(self).resolve(document)):
            rule = f"AwsSolutions::AwsSolutions-IAM5[Resource::{resource}]"
            acknowledge(policy, rule, decision=DECISION, reason=REASON)


def delivery_document(names: Names, hub_account: str) -> dict[str, Any]:
    """The whole boundary: what `capabilities.delivery` says, each kind of resource within its limits."""
    actions = sorted({action for row in DELIVERY for action in row.actions})
    of = {service: [a for a in actions if a.startswith(f"{service}:")] for service in ("iam", "kms", "s3", "sts")}
    rest = [action for action in actions if action not in {a for several in of.values() for a in several}]
    accounts = [Aws.ACCOUNT_ID, *([] if hub_account == Aws.ACCOUNT_ID else [hub_account])]
    buckets = [f"{names.organisation}-*", f"cdk-*-assets-{Aws.ACCOUNT_ID}-*"]
    own_roles = _limit("OwnRoles", of["iam"], [role_arn(f"{names.prefix}-*")])
    passing = {"StringEquals": {"iam:PassedToService": PASSED_TO}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            _limit("OuterLimit", rest, ["*"]),
            _limit("PlatformKeys", of["kms"], [arn("kms", "key/*", account=account) for account in accounts]),
            _limit("PlatformBuckets", of["s3"], [arn("s3", name, account="", region="") for name in buckets]),
            {**own_roles, "Condition": passing},
            _limit("ProjectRoles", of["sts"], [role_arn(f"{names.organisation}-*-project_*", account="*")]),
            *boundary_denies(actions),
        ],
    }


def _limit(sid: str, actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _wild(document: dict[str, Any]) -> list[str]:
    """The resources of the limits, as the scanner names them."""
    limits = [row for row in document["Statement"] if row["Effect"] == "Allow"]
    return sorted({flatten(resource) for row in limits for resource in row["Resource"]})
