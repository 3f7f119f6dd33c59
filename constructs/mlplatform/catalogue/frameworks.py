"""The frameworks that the platform offers from the first day, each in AWS's prebuilt containers.

Versions and tags are those of the SageMaker Python SDK's image_uri_config (see registries.py). A framework's training
and inference containers are of one version of it, so that what was trained can be served.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mlplatform.catalogue.registries import ALGORITHMS, DEEP_LEARNING, LATE_FOR_HUGGING_FACE
from mlplatform.settings.project import Framework

Processor = Literal["cpu", "gpu"]
Purpose = Literal["training", "inference"]
PURPOSES: tuple[Purpose, ...] = ("training", "inference")
Registry = Literal["algorithms", "deep-learning"]

ACCOUNTS: Mapping[Registry, Mapping[str, str]] = {"algorithms": ALGORITHMS, "deep-learning": DEEP_LEARNING}


@dataclass(frozen=True, kw_only=True)
class PrebuiltImage:
    """A repository of AWS's and its tag for each processor."""

    repository: str
    tags: Mapping[Processor, str]


@dataclass(frozen=True, kw_only=True)
class PrebuiltFramework:
    """A framework as AWS ships it: where, in which version, for which processors."""

    name: Framework
    version: str
    registry: Registry
    training: PrebuiltImage
    inference: PrebuiltImage
    not_in: frozenset[str] = frozenset()

    @property
    def images(self) -> dict[Purpose, PrebuiltImage]:
        return {"training": self.training, "inference": self.inference}

    def account(self, region: str) -> str | None:
        """AWS's account that holds the containers in a region; none where AWS has none."""
        return None if region in self.not_in else ACCOUNTS[self.registry].get(region)

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(sorted(region for region in ACCOUNTS[self.registry] if self.account(region)))


XGBOOST = PrebuiltImage(repository="sagemaker-xgboost", tags={"cpu": "3.0-5", "gpu": "3.0-5"})
SCIKIT_LEARN = PrebuiltImage(repository="sagemaker-scikit-learn", tags={"cpu": "1.4-2-py312-cpu-py3"})

FRAMEWORKS = (
    PrebuiltFramework(name="xgboost", version="3.0-5", registry="algorithms", training=XGBOOST, inference=XGBOOST),
    PrebuiltFramework(
        name="scikit-learn", version="1.4-2", registry="algorithms", training=SCIKIT_LEARN, inference=SCIKIT_LEARN
    ),
    PrebuiltFramework(
        name="pytorch",
        version="2.6.0",
        registry="deep-learning",
        training=PrebuiltImage(
            repository="pytorch-training", tags={"cpu": "2.6.0-cpu-py312", "gpu": "2.6.0-gpu-py312"}
        ),
        inference=PrebuiltImage(
            repository="pytorch-inference", tags={"cpu": "2.6.0-cpu-py312", "gpu": "2.6.0-gpu-py312"}
        ),
    ),
    PrebuiltFramework(
        name="hugging-face",
        version="4.49.0",
        registry="deep-learning",
        # AWS trains it on GPUs only.
        training=PrebuiltImage(
            repository="huggingface-pytorch-training",
            tags={"gpu": "2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04"},
        ),
        inference=PrebuiltImage(
            repository="huggingface-pytorch-inference",
            tags={
                "cpu": "2.6.0-transformers4.49.0-cpu-py312-ubuntu22.04",
                "gpu": "2.6.0-transformers4.49.0-gpu-py312-cu124-ubuntu22.04",
            },
        ),
        not_in=LATE_FOR_HUGGING_FACE,
    ),
)


def frameworks_in(region: str | None) -> tuple[PrebuiltFramework, ...]:
    """The frameworks that AWS ships to a region; all of them for a template that fits any region."""
    return tuple(framework for framework in FRAMEWORKS if region is None or framework.account(region))
