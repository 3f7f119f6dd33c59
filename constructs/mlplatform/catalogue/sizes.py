"""Sizes of jobs: small, medium, large, huge. A data scientist names one instead of instance types.

Instance types stand in the order in which they are to be tried: SageMaker takes one to five as InstancePreferences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mlplatform.catalogue.frameworks import Processor
from mlplatform.settings import SizeName


@dataclass(frozen=True, kw_only=True)
class Size:
    """What a job of a size gets unless it asks otherwise, and the most that it may ask for."""

    instance_types: Mapping[Processor, tuple[str, ...]]
    instances: int
    volume_gb: int
    max_runtime_minutes: int
    most_instances: int
    most_volume_gb: int
    most_runtime_minutes: int

    def fields(self) -> dict[str, Any]:
        """As the contract shows it."""
        types = {processor: list(types) for processor, types in self.instance_types.items()}
        return {**asdict(self), "instance_types": types}


HOUR, DAY = 60, 24 * 60

LONGEST_IDLE_SECONDS = 3600
"""Of a warm pool: what SageMaker takes without an increase (API reference, ResourceConfig.KeepAlivePeriodInSeconds)."""

SIZES: Mapping[SizeName, Size] = {
    # To see whether it runs at all: cheap, and over within the hour.
    "small": Size(
        instance_types={
            "cpu": ("ml.m7i.large", "ml.m6i.large", "ml.m5.large"),
            "gpu": ("ml.g6.xlarge", "ml.g5.xlarge", "ml.g4dn.xlarge"),
        },
        instances=1,
        volume_gb=30,
        max_runtime_minutes=HOUR,
        most_instances=1,
        most_volume_gb=100,
        most_runtime_minutes=4 * HOUR,
    ),
    "medium": Size(
        instance_types={
            "cpu": ("ml.m7i.2xlarge", "ml.m6i.2xlarge", "ml.m5.2xlarge"),
            "gpu": ("ml.g6.4xlarge", "ml.g5.4xlarge", "ml.g4dn.4xlarge"),
        },
        instances=1,
        volume_gb=100,
        max_runtime_minutes=4 * HOUR,
        most_instances=2,
        most_volume_gb=500,
        most_runtime_minutes=DAY,
    ),
    "large": Size(
        instance_types={
            "cpu": ("ml.m7i.12xlarge", "ml.m6i.12xlarge", "ml.m5.12xlarge"),
            "gpu": ("ml.g6.12xlarge", "ml.g5.12xlarge", "ml.g4dn.12xlarge"),
        },
        instances=1,
        volume_gb=500,
        max_runtime_minutes=DAY,
        most_instances=4,
        most_volume_gb=2_000,
        most_runtime_minutes=3 * DAY,
    ),
    "huge": Size(
        instance_types={
            "cpu": ("ml.m7i.24xlarge", "ml.m6i.24xlarge", "ml.m5.24xlarge"),
            "gpu": ("ml.p5.48xlarge", "ml.p4d.24xlarge", "ml.g6.48xlarge", "ml.g5.48xlarge"),
        },
        instances=2,
        volume_gb=1_000,
        max_runtime_minutes=2 * DAY,
        most_instances=8,
        most_volume_gb=8_000,
        # CreateTrainingJob takes at most 28 days; five are the default quota of a job.
        most_runtime_minutes=5 * DAY,
    ),
}


APP_TYPES = ("system", "ml.t3.medium", "ml.t3.large", "ml.t3.xlarge")
"""What Studio's apps run on besides the types of small and medium jobs; `system` is Studio's own."""


def up_to(largest: SizeName) -> tuple[Size, ...]:
    """The sizes that a team may use, smallest first."""
    names = list(SIZES)
    return tuple(SIZES[name] for name in names[: names.index(largest) + 1])


def types_of(sizes: Iterable[Size]) -> tuple[str, ...]:
    """Every instance type of some sizes, sorted."""
    return tuple(sorted({type_ for size in sizes for types in size.instance_types.values() for type_ in types}))


def app_types() -> tuple[str, ...]:
    """What Studio's apps run on: exploring needs no more than a medium job."""
    return (*APP_TYPES, *types_of(up_to("medium")))


def longest_run_seconds(sizes: Iterable[Size]) -> int:
    """How long a job of the largest of some sizes may run."""
    return max(size.most_runtime_minutes for size in sizes) * 60
