"""The road of one project through the organisation's accounts: names and ARNs that accounts must know of each other.

All are derived, so no account waits for another (docs/decisions/0013-delivery.md).
"""

from dataclasses import dataclass

from aws_cdk import Aws

from mlplatform.arns import arn, role_arn
from mlplatform.settings import Environment, Names, Organisation
from mlplatform.settings.project import Project


def account_of(environment: Environment) -> str:
    """An environment's account; an organisation with one environment may leave it to the deployment."""
    return environment.account or Aws.ACCOUNT_ID


@dataclass(frozen=True, kw_only=True)
class Road:
    """One project of an organisation: where it is built, trained and served."""

    organisation: Organisation
    project: Project

    @property
    def hub(self) -> Environment:
        return self.organisation.hub

    @property
    def workbench(self) -> Environment:
        return self.organisation.workbench_of(self.project)

    @property
    def serving(self) -> tuple[Environment, ...]:
        """In the order of promotion."""
        return self.organisation.serving_of(self.project)

    @property
    def model(self) -> str:
        """Name of the SageMaker pipeline, of the model package group and of the endpoint."""
        return self.names(self.hub).model(self.project.team, self.project.name)

    def names(self, environment: Environment) -> Names:
        return Names(organisation=self.organisation.name, environment=environment.name)

    def delivery(self, environment: Environment) -> str:
        """Name of the pipeline in the hub, of the state machine in the workbench."""
        return self.names(environment).delivery(self.project.team, self.project.name)

    def machine(self, environment: Environment, machine: str) -> str:
        """ARN of the role of one of the project's machines."""
        return self._role(environment, self.names(environment).project_role(self.project.name, machine))

    def team_role(self, environment: Environment, phase: str) -> str:
        """ARN of the role of the team's jobs of a phase."""
        return self._role(environment, self.names(environment).role(phase, self.project.team))

    @property
    def state_machine_arn(self) -> str:
        name = self.delivery(self.workbench)
        return arn("states", f"stateMachine:{name}", account=account_of(self.workbench))

    @property
    def registry_arn(self) -> str:
        """The model package group, in the hub."""
        return arn("sagemaker", f"model-package-group/{self.model}", account=account_of(self.hub))

    @property
    def pipeline_arn(self) -> str:
        """The CodePipeline, in the hub."""
        return arn("codepipeline", self.delivery(self.hub), account=account_of(self.hub))

    @property
    def artefacts(self) -> str:
        """Name of the bucket through which the project's machines hand on what they made, in the hub."""
        return self.names(self.hub).artefacts(self.project.name, account_of(self.hub))

    @property
    def spoke_roles(self) -> tuple[str, ...]:
        """The roles that the hub's pipeline takes in other environments."""
        return (
            self.machine(self.workbench, "start"),
            *(self.machine(environment, "deploy") for environment in self.serving),
        )

    def _role(self, environment: Environment, name: str) -> str:
        return role_arn(name, account=account_of(environment))
