from collections.abc import Mapping, Sequence
from typing import Any

from constructs import Construct

from mlplatform.arns import account_root, arn
from mlplatform.identity import BoundedRole, PersonaPolicy
from mlplatform.identity.statement import Statement, Value
from mlplatform.mlops.road import Road, account_of
from mlplatform.settings import Environment


class MachineRole(Construct):
    """The role of one of the machines that deliver a project.

    Guarantees:
        - a name that the project's other accounts derive, a policy of its own, the boundary of deliveries
        - only the given statements of `capabilities.delivery`; only the given trust

    Args:
        values: What the placeholders of the statements stand for, besides the project's own names.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        machine: str,
        road: Road,
        environment: Environment,
        trust: Mapping[str, Any],
        statements: Sequence[Statement],
        values: Mapping[str, Value],
        boundary_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        names = road.names(environment)
        name = names.project_role(road.project.name, machine)
        policy = PersonaPolicy(
            self,
            "Policy",
            description=f"What {name} may do",
            statements=statements,
            values={**project_values(road, environment), **values},
        )
        self.role_arn = BoundedRole(
            self,
            "Role",
            name=name,
            description=f"{machine} of the project {road.project.name}",
            trust=[dict(trust)],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        ).role_arn


def project_values(road: Road, environment: Environment) -> dict[str, Value]:
    """What every machine's statements may name."""
    hub, names = account_of(road.hub), road.names(environment)
    return {
        "environment": environment.name,
        "organisation": road.organisation.name,
        "team": road.project.team,
        "model": road.model,
        "delivery-name": road.delivery(environment),
        "release": names.release(road.project.name),
        "artefacts": arn("s3", road.artefacts, account="", region=""),
        "hub-keys": arn("kms", "key", account=hub),
        "hub-key-alias": road.names(road.hub).key_alias("artefacts"),
    }


def hub_trust(road: Road) -> dict[str, Any]:
    """The hub's pipeline of this project takes the role, and nobody else. It need not exist yet."""
    return {
        "Sid": "Hub",
        "Effect": "Allow",
        "Principal": {"AWS": account_root(account_of(road.hub))},
        "Action": ["sts:AssumeRole"],
        "Condition": {"ArnEquals": {"aws:PrincipalArn": road.machine(road.hub, "pipeline")}},
    }
