from aws_cdk import Fn
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.mlops.road import Road
from mlplatform.serving.endpoint_alarms import EndpointAlarms
from mlplatform.serving.release_inputs import Inputs
from mlplatform.settings import Environment

VARIANT = "Live"
INSTANCES = 2
INSTANCE_TYPE = "ml.m5.large"
CAPTURED_PERCENT = 100
CANARY_PERCENT = 50
SECONDS_ON_CANARY = 600
SECONDS_BEFORE_OLD_GOES = 300
MAX_SECONDS = 7200

Config = sagemaker.CfnEndpointConfig
Endpoint = sagemaker.CfnEndpoint


class ModelEndpoint(Construct):
    """A released model behind an endpoint that stays, while models come and go.

    Args:
        repository: Of the image that serves it, without tag and digest.

    Guarantees:
        - isolated, in the VPC (SM-MOD-01, SM-MOD-02); the image of the project's framework by digest (SM-MOD-04)
        - two instances (SM-EPC-02); volumes and captured data encrypted with the team's key (SM-EPC-01, SM-EPC-04)
        - every question and answer is captured (SM-EPC-03)
        - a new release takes over by a canary, and alarms on errors and latency roll it back (SM-EP-01)
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        road: Road,
        environment: Environment,
        repository: str,
        inputs: Inputs,
    ) -> None:
        super().__init__(scope, construct_id)
        self._road, self._environment, self._repository, self._inputs = road, environment, repository, inputs
        name = Fn.join("-", [road.model, inputs.release])
        model = self._build_model(name)
        config = self._build_config(name, model.attr_model_name)
        alarms = EndpointAlarms(
            self,
            "Alarms",
            prefix=road.delivery(environment),
            endpoint=road.model,
            variant=VARIANT,
            topic_arn=inputs.alarm_topic_arn,
        )
        self._build_endpoint(config.attr_endpoint_config_name, alarms.names)

    def _build_model(self, name: str) -> sagemaker.CfnModel:
        inputs = self._inputs
        container = sagemaker.CfnModel.ContainerDefinitionProperty(
            image=Fn.join("@", [self._repository, inputs.image_digest]),
            model_data_url=inputs.model_data,
            environment={"MODEL_PACKAGE": inputs.package_arn},
        )
        return sagemaker.CfnModel(
            self,
            "Model",
            model_name=name,
            execution_role_arn=self._road.team_role(self._environment, "serve"),
            enable_network_isolation=True,
            vpc_config=sagemaker.CfnModel.VpcConfigProperty(
                subnets=list(inputs.subnet_ids), security_group_ids=[inputs.security_group_id]
            ),
            primary_container=container,
        )

    def _build_config(self, name: str, model: str) -> Config:
        inputs = self._inputs
        return Config(
            self,
            "Config",
            endpoint_config_name=name,
            kms_key_id=inputs.key_arn,
            production_variants=[
                Config.ProductionVariantProperty(
                    variant_name=VARIANT,
                    model_name=model,
                    initial_instance_count=INSTANCES,
                    instance_type=INSTANCE_TYPE,
                    initial_variant_weight=1,
                )
            ],
            data_capture_config=Config.DataCaptureConfigProperty(
                enable_capture=True,
                initial_sampling_percentage=CAPTURED_PERCENT,
                destination_s3_uri=f"s3://{inputs.capture_bucket}/{self._road.project.name}",
                kms_key_id=inputs.key_arn,
                capture_options=[Config.CaptureOptionProperty(capture_mode=mode) for mode in ("Input", "Output")],
            ),
        )

    def _build_endpoint(self, config: str, alarms: list[str]) -> Endpoint:
        shift = Endpoint.TrafficRoutingConfigProperty(
            type="CANARY",
            canary_size=Endpoint.CapacitySizeProperty(type="CAPACITY_PERCENT", value=CANARY_PERCENT),
            wait_interval_in_seconds=SECONDS_ON_CANARY,
        )
        return Endpoint(
            self,
            "Endpoint",
            endpoint_name=self._road.model,
            endpoint_config_name=config,
            deployment_config=Endpoint.DeploymentConfigProperty(
                auto_rollback_configuration=Endpoint.AutoRollbackConfigProperty(
                    alarms=[Endpoint.AlarmProperty(alarm_name=alarm) for alarm in alarms]
                ),
                blue_green_update_policy=Endpoint.BlueGreenUpdatePolicyProperty(
                    traffic_routing_configuration=shift,
                    termination_wait_in_seconds=SECONDS_BEFORE_OLD_GOES,
                    maximum_execution_timeout_in_seconds=MAX_SECONDS,
                ),
            ),
        )
