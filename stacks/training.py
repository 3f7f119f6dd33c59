from aws_cdk import Stack
from constructs import Construct

from mlplatform.catalogue import SIZES, PrebuiltImages
from mlplatform.contract import ContractParameter
from mlplatform.encryption import team_key_arn
from mlplatform.mlops import Jobs, Road, TrainingPipeline, TrainingRun
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.platform_stack import PlatformStack

PHASES = ("prepare", "train", "evaluate")


class Training(PlatformStack):
    """A project where its models are made: the SageMaker pipeline, and what runs it for the hub."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        road: Road,
        foundation: Foundation,
        network: Network,
        identity: Stack,
    ) -> None:
        name = road.project.name
        super().__init__(scope, f"Training-{name}", deployment, description=f"Training of the project {name}")
        # The pipeline names roles that no reference leads to.
        self.add_stack_dependency(identity)
        self.add_stack_dependency(foundation)
        self._road, self._network = road, network
        pipeline = TrainingPipeline(
            self, "Pipeline", road=road, jobs=self._jobs(), role_arn=road.team_role(road.workbench, "pipeline")
        )
        run = TrainingRun(
            self,
            "Run",
            road=road,
            key_arn=foundation.keys.artefacts,
            logs_key_arn=foundation.keys.logs,
            boundary_arn=foundation.delivery_boundary_arn,
        )
        fields = {
            "pipeline": pipeline.name,
            "registry_arn": road.registry_arn,
            "state_machine_arn": run.state_machine_arn,
            "start_role_arn": run.start_role_arn,
        }
        ContractParameter(self, "Contract", names=deployment.names, key=f"projects/{name}/training", fields=fields)
        self.book_on(deployment.team(road.project.team), self)

    def _jobs(self) -> Jobs:
        road, network = self._road, self._network.network
        catalogue = PrebuiltImages(self, environment=road.workbench)
        training = catalogue.of(road.project.framework, "training")
        return Jobs(
            prefix=road.model,
            training_image=training.uri,
            serving_image=catalogue.of(road.project.framework, "inference").uri,
            # The last of them is the oldest, which every region has.
            instance_type=SIZES["medium"].instance_types[training.processor][-1],
            roles={phase: road.team_role(road.workbench, phase) for phase in PHASES},
            key_arn=team_key_arn(self, names=self.deployment.names, team=road.project.team),
            subnet_ids=network.subnet_ids,
            security_group_id=network.groups.jobs,
        )
