from aws_cdk import Aws, Stack
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from mlplatform.identity.capabilities import delivery
from mlplatform.identity.trust import service_trust
from mlplatform.logs import EncryptedLogGroup
from mlplatform.mlops.machine_role import MachineRole, hub_trust
from mlplatform.mlops.road import Road
from mlplatform.mlops.run_definition import run_definition


class TrainingRun(Construct):
    """What runs a project's SageMaker pipeline for the hub: a state machine, its role, and the role that starts it.

    Guarantees:
        - logs all that happens (SFN-01), traced (SFN-02), encrypted with the given key (SFN-03)
        - nobody starts it but the hub's pipeline of the same project
        - its own role starts and follows this project's pipeline and no other

    Args:
        key_arn: Encrypts definition, input, output and history.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, road: Road, key_arn: str, logs_key_arn: str, boundary_arn: str
    ) -> None:
        super().__init__(scope, construct_id)
        self._road, self._boundary_arn = road, boundary_arn
        self._values = {"run-key": key_arn, "state-machine": road.state_machine_arn}
        log = EncryptedLogGroup(self, "Log", key_arn=logs_key_arn)
        self.machine = sfn.CfnStateMachine(
            self,
            "Resource",
            state_machine_name=road.delivery(road.workbench),
            state_machine_type="STANDARD",
            role_arn=self._build_role("Run", "run", service_trust("states.amazonaws.com", "StepFunctions")),
            definition_string=Stack.of(self).to_json_string(self._definition()),
            logging_configuration=sfn.CfnStateMachine.LoggingConfigurationProperty(
                level="ALL",
                # What is handed on are names, digests and ARNs.
                include_execution_data=True,
                destinations=[_destination(log)],
            ),
            tracing_configuration=sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True),
            encryption_configuration=sfn.CfnStateMachine.EncryptionConfigurationProperty(
                type="CUSTOMER_MANAGED_KMS_KEY", kms_key_id=key_arn, kms_data_key_reuse_period_seconds=300
            ),
        )
        self.start_role_arn = self._build_role("Start", "start", hub_trust(road))
        self.state_machine_arn = self.machine.attr_arn

    def _build_role(self, construct_id: str, machine: str, trust: dict[str, object]) -> str:
        return MachineRole(
            self,
            construct_id,
            machine=machine,
            road=self._road,
            environment=self._road.workbench,
            trust=trust,
            statements=STATEMENTS[machine],
            values=self._values,
            boundary_arn=self._boundary_arn,
        ).role_arn

    def _definition(self) -> dict[str, object]:
        names = self._road.names(self._road.workbench)
        return run_definition(
            partition=Aws.PARTITION,
            pipeline=self._road.model,
            buckets_parameter=names.parameter(f"buckets/{self._road.project.team}"),
        )


STATEMENTS = {"run": delivery.RUN, "start": delivery.START}


def _destination(log: EncryptedLogGroup) -> sfn.CfnStateMachine.LogDestinationProperty:
    group = sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(log_group_arn=log.log_group_arn)
    return sfn.CfnStateMachine.LogDestinationProperty(cloud_watch_logs_log_group=group)
