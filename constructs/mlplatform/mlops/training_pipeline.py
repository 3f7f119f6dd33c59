from aws_cdk import Stack
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.mlops.road import Road
from mlplatform.mlops.training_definition import Jobs, definition


class TrainingPipeline(Construct):
    """A project's SageMaker pipeline: prepare, train, evaluate, register.

    Guarantees:
        - every job runs in the VPC, isolated, with encrypted traffic, the team's key on volumes and output
        - a role for each phase; images by digest, which each run states
        - a model is registered in the hub, pending approval

    The L1 pipeline stays reachable as `node.default_child`.
    """

    def __init__(self, scope: Construct, construct_id: str, *, road: Road, jobs: Jobs, role_arn: str) -> None:
        super().__init__(scope, construct_id)
        body = definition(jobs, registry_arn=road.registry_arn)
        pipeline = sagemaker.CfnPipeline(
            self,
            "Resource",
            pipeline_name=road.model,
            pipeline_description=f"Trains the models of {road.project.name}",
            role_arn=role_arn,
            pipeline_definition={"PipelineDefinitionBody": Stack.of(self).to_json_string(body)},
        )
        self.name = pipeline.pipeline_name
        self.resource = pipeline
