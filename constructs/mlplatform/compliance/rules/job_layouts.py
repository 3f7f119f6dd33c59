"""Where each kind of job says in which network it runs, what encrypts it, and which image."""

from collections.abc import Iterator
from dataclasses import dataclass

from .cfn import present
from .model import Resource
from .started.calls import AUTOML, TRAINING, TRANSFORM, TUNING

PROCESSING = "AWS::SageMaker::ProcessingJob"
SCHEDULE = "AWS::SageMaker::MonitoringSchedule"


@dataclass(frozen=True)
class Layout:
    """Where a kind of job says what. An empty path: the kind has no such member."""

    isolation: str = ""
    traffic: str = ""
    vpc: str = ""
    keys: tuple[str, ...] = ()
    image: str = ""


def _networked(network: str, *keys: str, image: str = "") -> Layout:
    return Layout(
        isolation=f"{network}EnableNetworkIsolation",
        traffic=f"{network}EnableInterContainerTrafficEncryption",
        vpc=f"{network}VpcConfig",
        keys=keys,
        image=image,
    )


_MONITOR = "MonitoringScheduleConfig.MonitoringJobDefinition"
_SECURE = "AutoMLJobConfig.SecurityConfig"
_CLUSTER_KEY = "JobResources.ClusterConfig.VolumeKmsKeyId"

LAYOUTS: dict[str, Layout] = {
    TRAINING: _networked(
        "", "ResourceConfig.VolumeKmsKeyId", "OutputDataConfig.KmsKeyId", image="AlgorithmSpecification.TrainingImage"
    ),
    PROCESSING: _networked(
        "NetworkConfig.",
        "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
        "ProcessingOutputConfig.KmsKeyId",
        image="AppSpecification.ImageUri",
    ),
    # Batch transform runs in its model's network: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-vpc.html
    TRANSFORM: Layout(keys=("TransformResources.VolumeKmsKeyId", "TransformOutput.KmsKeyId")),
    TUNING: _networked(
        "TrainingJobDefinition.",
        "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
        "TrainingJobDefinition.OutputDataConfig.KmsKeyId",
        image="TrainingJobDefinition.AlgorithmSpecification.TrainingImage",
    ),
    AUTOML[0]: Layout(
        traffic=f"{_SECURE}.EnableInterContainerTrafficEncryption",
        vpc=f"{_SECURE}.VpcConfig",
        keys=(f"{_SECURE}.VolumeKmsKeyId", "OutputDataConfig.KmsKeyId"),
    ),
    AUTOML[1]: Layout(
        traffic="SecurityConfig.EnableInterContainerTrafficEncryption",
        vpc="SecurityConfig.VpcConfig",
        keys=("SecurityConfig.VolumeKmsKeyId", "OutputDataConfig.KmsKeyId"),
    ),
    SCHEDULE: _networked(
        f"{_MONITOR}.NetworkConfig.",
        f"{_MONITOR}.MonitoringResources.ClusterConfig.VolumeKmsKeyId",
        f"{_MONITOR}.MonitoringOutputConfig.KmsKeyId",
        image=f"{_MONITOR}.MonitoringAppSpecification.ImageUri",
    ),
}

JOBS = tuple(type_ for type_ in LAYOUTS if type_ != SCHEDULE)
"""Jobs, without the schedules of monitors, which have controls of their own for the network."""

LOCAL_STORAGE = (
    "ml.g4dn.",
    "ml.g5.",
    "ml.g6.",
    "ml.g6e.",
    "ml.g7e.",
    "ml.p3dn.",
    "ml.p4d",
    "ml.p5",
    "ml.p6",
    "ml.r5d.",
    "ml.trn",
)
"""Instances with storage that their hardware encrypts and that takes no volume key, as the guard-rails know them:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html"""


def layouts(job: Resource) -> Iterator[Layout]:
    """The layout of a job; one for each definition of a tuning job, none for a schedule that names its definition."""
    layout = LAYOUTS[job.type]
    several = job.get("TrainingJobDefinitions")
    if job.type == TUNING and isinstance(several, list) and several:
        yield from (_within(layout, f"TrainingJobDefinitions.{index}") for index in range(len(several)))
    elif not (job.type == SCHEDULE and _names_its_definition(job)):
        yield layout


def _within(layout: Layout, place: str) -> Layout:
    def moved(path: str) -> str:
        return path.replace("TrainingJobDefinition", place, 1)

    return Layout(
        isolation=moved(layout.isolation),
        traffic=moved(layout.traffic),
        vpc=moved(layout.vpc),
        keys=tuple(map(moved, layout.keys)),
        image=moved(layout.image),
    )


def _names_its_definition(schedule: Resource) -> bool:
    """Such a definition has the controls of a resource of its own."""
    named = schedule.get("MonitoringScheduleConfig.MonitoringJobDefinitionName")
    return present(named) and schedule.get(_MONITOR) is None


def takes_no_key(job: Resource, path: str) -> bool:
    """Whether the volume key at the path is one that the instance cannot take."""
    instance = job.get(path.replace("VolumeKmsKeyId", "InstanceType"))
    return path.endswith("VolumeKmsKeyId") and isinstance(instance, str) and instance.startswith(LOCAL_STORAGE)
