from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_cdk import Aws, DefaultStackSynthesizer
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from mlplatform.arns import arn
from mlplatform.catalogue import FrameworkImage
from mlplatform.identity.statement import Value
from mlplatform.mlops import stages
from mlplatform.mlops.build_project import NOTHING, BuildProject, Workshop
from mlplatform.mlops.buildspecs import own_buildspec, package_buildspec
from mlplatform.mlops.delivery_pipeline import DeliveryPipeline
from mlplatform.mlops.road import Road, account_of
from mlplatform.mlops.sources import Source
from mlplatform.mlops.transit_bucket import TransitBucket

KEPT_DAYS = 90
ASSETS_ARN = arn(
    "s3",
    f"cdk-{DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-{Aws.ACCOUNT_ID}-{Aws.REGION}",
    account="",
    region="",
)
"""The bucket of the bootstrap, which `cdk deploy` publishes assets to; versioned, as CodePipeline wants a source."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Whom a pipeline asks, and where the accesses to its artefacts are logged."""

    topic_arn: str
    topic_key_arn: str
    logs_bucket: str


class ProjectDelivery(Construct):
    """What takes a project from its source to the environments that serve it: builds, artefacts, pipeline.

    Args:
        images: Of the project's framework, by purpose: `training` and `inference`.

    Guarantees:
        - artefacts of a project are apart from those of every other; of other accounts only this project's roles reach
          them
        - a run's images are what the organisation has pinned, else what the catalogue's tags mean when it starts
        - the release templates are those that this synth made and judged: the pipeline names them by their content
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        road: Road,
        source: Source,
        templates: Mapping[str, str],
        images: Mapping[str, FrameworkImage],
        workshop: Workshop,
        notice: Notice,
    ) -> None:
        super().__init__(scope, construct_id)
        self._road, self._workshop = road, workshop
        self.artefacts = self._build_artefacts(notice.logs_bucket)
        self._templates = self._build_templates(templates)
        self.build = self._build_project("Build", "build", own_buildspec(), {})
        self.package = self._build_project(
            "Package",
            "package",
            package_buildspec(),
            _variables(images),
            {"framework-repositories": tuple(image.repository_arn for image in images.values())},
        )
        self.pipeline = DeliveryPipeline(
            self,
            "Pipeline",
            road=road,
            source=source,
            stages=self._stages(source, notice),
            bucket_name=self.artefacts.name,
            key_arn=workshop.artefacts_key_arn,
            values={
                **source.values,
                "builds": (self.build.project_arn, self.package.project_arn),
                "release-template": f"{ASSETS_ARN}/{self._templates.s3_object_key}",
                "release-bucket": ASSETS_ARN,
                "alarm-topic": notice.topic_arn,
                "logs-key": notice.topic_key_arn,
            },
            boundary_arn=workshop.boundary_arn,
        )
        for build in (self.build, self.package):
            self.pipeline.resource.add_resource_dependency(build.resource)

    def _build_artefacts(self, logs_bucket: str) -> TransitBucket:
        guests: dict[str, list[str]] = {
            account_of(self._road.workbench): [self._road.machine(self._road.workbench, "start")]
        }
        for environment in self._road.serving:
            guests.setdefault(account_of(environment), []).append(self._road.machine(environment, "deploy"))
        return TransitBucket(
            self,
            "Artefacts",
            name=self._road.artefacts,
            key_arn=self._workshop.artefacts_key_arn,
            logs_bucket=logs_bucket,
            days=KEPT_DAYS,
            guests=guests,
        )

    def _build_templates(self, templates: Mapping[str, str]) -> assets.Asset:
        with TemporaryDirectory() as folder:
            for name, body in sorted(templates.items()):
                Path(folder, name).write_text(body, encoding="utf-8")
            return assets.Asset(self, "Templates", path=folder)

    def _build_project(
        self,
        construct_id: str,
        machine: str,
        buildspec: str,
        variables: Mapping[str, str],
        values: Mapping[str, Value] = NOTHING,
    ) -> BuildProject:
        return BuildProject(
            self,
            construct_id,
            machine=machine,
            road=self._road,
            workshop=self._workshop,
            buildspec=buildspec,
            variables=variables,
            values=values,
        )

    def _stages(self, source: Source, notice: Notice) -> Sequence[stages.Json]:
        package = self.package.name
        return [
            stages.source_stage(
                source,
                template_bucket=self._templates.s3_bucket_name,
                template_key=self._templates.s3_object_key,
            ),
            stages.build_stage(build=self.build.name, package=package),
            stages.train_stage(self._road, source, package=package),
            *(
                stages.release_stage(self._road, environment, topic_arn=notice.topic_arn)
                for environment in self._road.serving
            ),
        ]


STEP_IMAGES = {"training": "TRAINING", "inference": "SERVING"}


def _variables(images: Mapping[str, FrameworkImage]) -> Mapping[str, str]:
    """What `package_step.py` is told of the images."""
    variables: dict[str, str] = {}
    for purpose, prefix in STEP_IMAGES.items():
        image = images[purpose]
        told = {"ACCOUNT": image.account, "REPOSITORY": image.repository, "TAG": image.tag, "PINNED": image.digest}
        variables |= {f"{prefix}_{name}": value for name, value in told.items() if value}
    return variables
