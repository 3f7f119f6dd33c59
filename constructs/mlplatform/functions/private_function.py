import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from mlplatform.functions.asset import entry_point, stage
from mlplatform.identity import BoundedRole, PersonaPolicy
from mlplatform.identity.capabilities.functions import EVERY_FUNCTION
from mlplatform.identity.guard_rails import FUNCTION_DENIES
from mlplatform.identity.statement import Statement, Value
from mlplatform.identity.trust import service_trust
from mlplatform.logs import EncryptedLogGroup

FUNCTIONS = Path(__file__).parents[3] / "lambda"
RUNTIME = "python3.14"
"""The newest Python runtime that the library knows; AwsSolutions-L1 asks for it."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where functions of an environment run, and what stands around them."""

    subnet_ids: Sequence[str]
    security_group_id: str
    environment_key_arn: str
    logs_key_arn: str
    alarm_topic_arn: str
    boundary_arn: str


class PrivateFunction(Construct):
    """A Lambda function of the platform.

    Guarantees:
        - in the VPC's isolated subnets (LAM-01); environment encrypted with our key (LAM-02); newest runtime (LAM-03)
        - an event that failed goes to the alarm topic (LAM-04); a bounded number at a time (LAM-05); traced (LAM-06)
        - a role of its own inside the boundary, with the given statements and no others; an encrypted log for 400 days
        - Lambda attaches it to the VPC in the role's name; its code cannot touch network interfaces

    Args:
        folder: Folder below lambda/ that holds the code.
        module: Module in that folder; its `handler` is called.
        role_name: Physical name; the key of the alarm topic names it.
        timeout: Seconds, 900 at most.
        concurrency: How many executions may run at a time.
        denies: What keeps the code off network interfaces.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        folder: str,
        module: str,
        role_name: str,
        statements: Sequence[Statement],
        values: Mapping[str, Value],
        placement: Placement,
        description: str,
        timeout: int = 120,
        concurrency: int = 1,
        denies: Iterable[Mapping[str, Any]] = FUNCTION_DENIES,
    ) -> None:
        super().__init__(scope, construct_id)
        self._denies = denies
        log = EncryptedLogGroup(self, "Log", key_arn=placement.logs_key_arn)
        role = self._build_role(role_name, statements, {**values, "log-group": log.log_group_arn}, placement)
        code = self._build_code(folder)
        self.resource = lambda_.CfnFunction(
            self,
            "Resource",
            description=description,
            code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
            handler=entry_point(FUNCTIONS / folder, module),
            runtime=RUNTIME,
            architectures=["arm64"],
            memory_size=256,
            timeout=timeout,
            role=role.role_arn,
            kms_key_arn=placement.environment_key_arn,
            reserved_concurrent_executions=concurrency,
            dead_letter_config=lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=placement.alarm_topic_arn),
            tracing_config=lambda_.CfnFunction.TracingConfigProperty(mode="Active"),
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_format="JSON", log_group=log.log_group_name),
            vpc_config=lambda_.CfnFunction.VpcConfigProperty(
                subnet_ids=list(placement.subnet_ids), security_group_ids=[placement.security_group_id]
            ),
        )
        self.function_arn = self.resource.attr_arn

    def _build_code(self, folder: str) -> assets.Asset:
        with tempfile.TemporaryDirectory() as staged:
            stage(FUNCTIONS / folder, Path(staged))
            return assets.Asset(self, "Code", path=staged)

    def _build_role(
        self, name: str, statements: Sequence[Statement], values: Mapping[str, Value], placement: Placement
    ) -> BoundedRole:
        policy = PersonaPolicy(
            self,
            "Policy",
            description=f"What the function {name} may do",
            statements=(*EVERY_FUNCTION, *statements),
            values={**values, "alarm-topic": placement.alarm_topic_arn, "logs-key": placement.logs_key_arn},
            denies=self._denies,
        )
        return BoundedRole(
            self,
            "Role",
            name=name,
            description=f"The function {name}",
            trust=[service_trust("lambda.amazonaws.com", "Lambda")],
            policy_arns=[policy.policy_arn],
            boundary_arn=placement.boundary_arn,
        )
