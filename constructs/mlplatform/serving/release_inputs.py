from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import CfnParameter
from constructs import Construct

from mlplatform.encryption import team_key_arn
from mlplatform.mlops.road import Road
from mlplatform.settings import Environment

DIGEST = "sha256:[0-9a-f]{64}"
PACKAGE = "arn:[a-z-]+:sagemaker:[a-z0-9-]+:[0-9]{12}:model-package/[a-zA-Z0-9-]+/[0-9]+"
DATA = "s3://[a-z0-9.-]+/.+\\.tar\\.gz"
RELEASE = "[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?"
WIRED = {"subnets": "List<String>", "security-group": "String", "capture": "String", "alarms": "String"}
"""What Serving writes for the release stack, and the type of each."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a release is made of, as tokens."""

    release: str
    package_arn: str
    image_digest: str
    model_data: str
    subnet_ids: Sequence[str]
    security_group_id: str
    capture_bucket: str
    alarm_topic_arn: str
    key_arn: str


class ReleaseInputs(Construct):
    """The parameters of a release template: what the pipeline states, and what the environment's own account knows.

    Guarantees:
        - images by digest only, model packages by version only: patterns refuse the rest
        - whatever belongs to the environment is read there by CloudFormation; the pipeline cannot state it
    """

    def __init__(self, scope: Construct, construct_id: str, *, road: Road, environment: Environment) -> None:
        super().__init__(scope, construct_id)
        names = road.names(environment)
        self._scope = scope
        wired = {
            what: CfnParameter(
                scope,
                _logical(what),
                type=f"AWS::SSM::Parameter::Value<{type_}>",
                default=names.project_parameter(road.project.name, what),
                description=f"Wiring between stacks: {what}",
            )
            for what, type_ in WIRED.items()
        }
        self.values = Inputs(
            release=self._stated("Release", RELEASE, "Which release; part of the names of what it makes"),
            package_arn=self._stated("ModelPackageArn", PACKAGE, "The registered model"),
            image_digest=self._stated("ImageDigest", DIGEST, "Digest of the image that serves the model"),
            model_data=self._stated("ModelData", DATA, "The model's files"),
            subnet_ids=wired["subnets"].value_as_list,
            security_group_id=wired["security-group"].value_as_string,
            capture_bucket=wired["capture"].value_as_string,
            alarm_topic_arn=wired["alarms"].value_as_string,
            key_arn=team_key_arn(scope, names=names, team=road.project.team),
        )

    def _stated(self, name: str, pattern: str, description: str) -> str:
        return CfnParameter(
            self._scope, name, type="String", allowed_pattern=pattern, description=description
        ).value_as_string


def _logical(what: str) -> str:
    return "".join(part.title() for part in what.split("-"))
