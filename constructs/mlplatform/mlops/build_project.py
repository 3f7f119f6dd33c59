from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import aws_codebuild as codebuild
from constructs import Construct

from mlplatform.arns import arn
from mlplatform.compliance import acknowledge
from mlplatform.identity.capabilities import delivery
from mlplatform.identity.statement import Value
from mlplatform.identity.trust import service_trust
from mlplatform.logs import EncryptedLogGroup
from mlplatform.mlops.machine_role import MachineRole
from mlplatform.mlops.road import Road

DECISION = "0013"
IMAGE = "aws/codebuild/amazonlinux2023-x86_64-standard:5.0"
MINUTES = 60
NO_URL = (
    "The source of this project is the pipeline's artefact, so it names no repository at all; the rule takes a missing "
    "URL for one that holds credentials."
)
WITHOUT_URL = tuple(
    f"{pack}::{pack}-CodeBuildProjectSourceRepoUrl" for pack in ("HIPAA.Security", "PCI.DSS.321", "NIST.800.53.R4")
)
NOTHING: Mapping[str, Value] = {}
STATEMENTS = {"build": delivery.BUILD, "package": delivery.PACKAGE}


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Where builds run in the hub, and the keys around them."""

    vpc_id: str
    subnet_ids: Sequence[str]
    security_group_id: str
    artefacts_key_arn: str
    logs_key_arn: str
    boundary_arn: str


class BuildProject(Construct):
    """A build of a project: in the VPC, with a role and a log of its own.

    Guarantees:
        - in the VPC, with a way to its endpoints and nowhere else (CB-05); no privileges (CB-02); AWS's image (CB-06)
        - artefacts and logs encrypted with our keys (CB-01, CB-03, CB-07); no secret in its environment (CB-04)

    Args:
        machine: `build` runs the repository's code; `package` runs the platform's, and may look up images and models.
        values: What the machine's statements name, besides what those of every build do.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        machine: str,
        road: Road,
        workshop: Workshop,
        buildspec: str,
        variables: Mapping[str, str],
        values: Mapping[str, Value] = NOTHING,
    ) -> None:
        super().__init__(scope, construct_id)
        self._values = values
        log = EncryptedLogGroup(self, "Log", key_arn=workshop.logs_key_arn)
        name = f"{road.delivery(road.hub)}-{machine}"
        self.resource = codebuild.CfnProject(
            self,
            "Resource",
            name=name,
            service_role=self._build_role(machine, road, workshop, log),
            encryption_key=workshop.artefacts_key_arn,
            timeout_in_minutes=MINUTES,
            artifacts=codebuild.CfnProject.ArtifactsProperty(type="CODEPIPELINE"),
            source=codebuild.CfnProject.SourceProperty(type="CODEPIPELINE", build_spec=buildspec),
            environment=codebuild.CfnProject.EnvironmentProperty(
                type="LINUX_CONTAINER",
                compute_type="BUILD_GENERAL1_SMALL",
                image=IMAGE,
                privileged_mode=False,
                environment_variables=[_variable(key, value) for key, value in sorted(variables.items())],
            ),
            logs_config=codebuild.CfnProject.LogsConfigProperty(
                cloud_watch_logs=codebuild.CfnProject.CloudWatchLogsConfigProperty(
                    status="ENABLED", group_name=log.log_group_name
                )
            ),
            vpc_config=codebuild.CfnProject.VpcConfigProperty(
                vpc_id=workshop.vpc_id,
                subnets=list(workshop.subnet_ids),
                security_group_ids=[workshop.security_group_id],
            ),
        )
        acknowledge(self.resource, *WITHOUT_URL, decision=DECISION, reason=NO_URL)
        self.name = name
        self.project_arn = arn("codebuild", f"project/{name}")

    def _build_role(self, machine: str, road: Road, workshop: Workshop, log: EncryptedLogGroup) -> str:
        return MachineRole(
            self,
            "Machine",
            machine=machine,
            road=road,
            environment=road.hub,
            trust=service_trust("codebuild.amazonaws.com", "CodeBuild"),
            statements=STATEMENTS[machine],
            values={
                "log-group": log.log_group_arn,
                "artefacts-key": workshop.artefacts_key_arn,
                "subnets": tuple(arn("ec2", f"subnet/{subnet}") for subnet in workshop.subnet_ids),
                "build-groups": (arn("ec2", f"security-group/{workshop.security_group_id}"),),
                **self._values,
            },
            boundary_arn=workshop.boundary_arn,
        ).role_arn


def _variable(name: str, value: str) -> codebuild.CfnProject.EnvironmentVariableProperty:
    return codebuild.CfnProject.EnvironmentVariableProperty(name=name, type="PLAINTEXT", value=value)
