from collections.abc import Sequence
from typing import Any

from aws_cdk import aws_iam as iam
from constructs import Construct


class BoundedRole(Construct):
    """An IAM role inside the workload boundary.

    Guarantees:
        - the boundary is attached (IAM-03); only customer-managed policies, no inline ones (IAM-01)
        - the trust policy is exactly the given statements

    Args:
        name: Physical name where another account, a trust policy or a person must find the role.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        trust: Sequence[dict[str, Any]],
        policy_arns: Sequence[str],
        boundary_arn: str,
        name: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        role = iam.CfnRole(
            self,
            "Resource",
            role_name=name,
            description=description,
            assume_role_policy_document={"Version": "2012-10-17", "Statement": list(trust)},
            managed_policy_arns=list(policy_arns) or None,
            permissions_boundary=boundary_arn,
        )
        self.role_arn = role.attr_arn
