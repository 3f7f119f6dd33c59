from typing import Any

from aws_cdk import aws_iam as iam
from constructs import Construct

from mlplatform.arns import arn, role_arn
from mlplatform.compliance import acknowledge
from mlplatform.identity.capabilities import every_statement
from mlplatform.identity.guard_rails import BOUNDARY_DENIES
from mlplatform.settings.names import Names

DECISION = "0003"
REASON = (
    "A permissions boundary grants nothing: it is the outer limit of what the policies of the platform's roles may "
    "grant, action by action, and holds the denies that no policy can undo."
)
OWN = "arn:<AWS::Partition>:{}:<AWS::Region>:<AWS::AccountId>"
OWN_GLOBAL = "arn:<AWS::Partition>:{}::<AWS::AccountId>"


class WorkloadBoundary(Construct):
    """The permissions boundary of every role that the platform makes: outer limit and guard-rails.

    Guarantees:
        - no role reaches an action that is not in `capabilities`, whatever policy is attached to it
        - keys and roles of this account only; roles are passed to SageMaker only
        - the denies of `guard_rails` bind people and jobs alike
        - the same size for every organisation: nothing in it grows with teams or users
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names) -> None:
        super().__init__(scope, construct_id)
        policy = iam.CfnManagedPolicy(
            self,
            "Resource",
            managed_policy_name=names.workload_boundary,
            description="Outer limit and guard-rails of the machine-learning platform's roles.",
            policy_document=boundary_document(names),
        )
        self.policy_arn = policy.ref
        for resource in ("*", f"{OWN.format('kms')}:key/*", f"{OWN_GLOBAL.format('iam')}:role/{names.prefix}-*"):
            rule = f"AwsSolutions::AwsSolutions-IAM5[Resource::{resource}]"
            acknowledge(policy, rule, decision=DECISION, reason=REASON)


def boundary_document(names: Names) -> dict[str, Any]:
    actions = sorted({action for statement in every_statement() for action in statement.actions})
    keys = [action for action in actions if action.startswith("kms:")]
    passing = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    rest = [action for action in actions if action not in {*keys, "iam:PassRole"}]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "OuterLimit", "Effect": "Allow", "Action": rest, "Resource": "*"},
            {"Sid": "OwnKeys", "Effect": "Allow", "Action": keys, "Resource": arn("kms", "key/*")},
            {
                "Sid": "OwnRoles",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": role_arn(f"{names.prefix}-*"),
                "Condition": passing,
            },
            *BOUNDARY_DENIES,
        ],
    }
