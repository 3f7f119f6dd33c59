"""The catalogue: frameworks in AWS's prebuilt containers, and sizes of jobs."""

from mlplatform.catalogue.approved_images import ApprovedImages
from mlplatform.catalogue.frameworks import FRAMEWORKS, PURPOSES, PrebuiltFramework
from mlplatform.catalogue.prebuilt_images import FrameworkImage, PrebuiltImages
from mlplatform.catalogue.sizes import (
    LONGEST_IDLE_SECONDS,
    SIZES,
    Size,
    app_types,
    longest_run_seconds,
    types_of,
    up_to,
)

__all__ = [
    "FRAMEWORKS",
    "LONGEST_IDLE_SECONDS",
    "PURPOSES",
    "SIZES",
    "ApprovedImages",
    "FrameworkImage",
    "PrebuiltFramework",
    "PrebuiltImages",
    "Size",
    "app_types",
    "longest_run_seconds",
    "types_of",
    "up_to",
]
