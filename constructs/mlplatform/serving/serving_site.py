from collections.abc import Mapping
from typing import Any

from aws_cdk import Fn
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from mlplatform.identity.capabilities import delivery
from mlplatform.identity.trust import service_trust
from mlplatform.mlops.machine_role import MachineRole, hub_trust
from mlplatform.mlops.road import Road
from mlplatform.settings import Environment


class ServingSite(Construct):
    """What stays where a project is served, while releases come and go: two roles, and what a release must know.

    Guarantees:
        - `deploy` is taken by the hub's pipeline of this project only; it deploys one stack, through `release` only
        - `release` is taken by CloudFormation of this account only; it makes this project's endpoint and nothing else,
          and passes the role of the team's endpoints only
        - what belongs to the environment stands in its own account, where CloudFormation reads it

    Args:
        wiring: What the release template reads; see `release_inputs.WIRED`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        road: Road,
        environment: Environment,
        key_arn: str,
        wiring: Mapping[str, str | list[str]],
        boundary_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._road, self._environment, self._boundary_arn = road, environment, boundary_arn
        self._values = {
            "team-key": key_arn,
            "release-role": road.machine(environment, "release"),
            "serve-role": road.team_role(environment, "serve"),
        }
        self.deploy_role_arn = self._build_role("Deploy", "deploy", hub_trust(road))
        self.release_role_arn = self._build_role(
            "Release", "release", service_trust("cloudformation.amazonaws.com", "CloudFormation")
        )
        for what, value in wiring.items():
            self._write(what, value)

    def _build_role(self, construct_id: str, machine: str, trust: dict[str, Any]) -> str:
        return MachineRole(
            self,
            construct_id,
            machine=machine,
            road=self._road,
            environment=self._environment,
            trust=trust,
            statements=STATEMENTS[machine],
            values=self._values,
            boundary_arn=self._boundary_arn,
        ).role_arn

    def _write(self, what: str, value: str | list[str]) -> None:
        ssm.CfnParameter(
            self,
            "".join(part.title() for part in what.split("-")),
            name=self._road.names(self._environment).project_parameter(self._road.project.name, what),
            type="String" if isinstance(value, str) else "StringList",
            value=value if isinstance(value, str) else Fn.join(",", value),
            description=f"Wiring between stacks: {what} of the project {self._road.project.name}",
        )


STATEMENTS = {"deploy": delivery.DEPLOY, "release": delivery.RELEASE}
