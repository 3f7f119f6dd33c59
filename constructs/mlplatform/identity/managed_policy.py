import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from mlplatform.compliance import acknowledge
from mlplatform.identity.finding import flatten
from mlplatform.identity.statement import Statement, Value

DECISION = "0003"
REASON = (
    "A wildcard ends at a prefix of the team or the platform, because the resources are made later, or stands where "
    "the authorization reference has no resource level; each statement says which, and a test holds it to that."
)


class PersonaPolicy(Construct):
    """A customer-managed policy made of reviewed statements.

    Guarantees:
        - no inline policy; every statement has a Sid
        - each wildcard resource says why it is needed, and is acknowledged with exactly that finding
        - a statement with a wildcard and no reason is refused

    Args:
        role_names: Roles of other stacks that it is attached to; a role's own stack names the policy at the role.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        statements: Sequence[Statement],
        values: Mapping[str, Value],
        denies: Iterable[Mapping[str, Any]] = (),
        role_names: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        rendered = [statement.render(values) for statement in statements]
        self.resource = iam.CfnManagedPolicy(
            self,
            "Resource",
            description=description,
            policy_document={"Version": "2012-10-17", "Statement": [*rendered, *denies]},
            roles=list(role_names) or None,
        )
        self.policy_arn = self.resource.ref
        for statement, body in zip(statements, rendered, strict=True):
            self._acknowledge(statement, body["Resource"])

    def _acknowledge(self, statement: Statement, resources: list[str]) -> None:
        for resource in (Stack.of(self).resolve(resource) for resource in resources):
            if "*" not in json.dumps(resource):
                continue
            finding = flatten(resource)
            if statement.wildcard is None:
                raise ValueError(f"{statement.sid}: {finding} has a wildcard; say why in Statement.wildcard.")
            rule = f"AwsSolutions::AwsSolutions-IAM5[Resource::{finding}]"
            acknowledge(self.resource, rule, decision=DECISION, reason=REASON)
