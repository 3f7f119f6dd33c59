"""The catalogue: frameworks in AWS's prebuilt containers, and sizes of jobs."""

from mlplatform.catalogue.approved_images import ApprovedImages
from mlplatform.catalogue.frameworks import FRAMEWORKS, PURPOSES, PrebuiltFramework
from mlplatform.catalogue.prebuilt_images import FrameworkImage, PrebuiltImages
from mlplatform.catalogue.sizes import SIZES, Size

__all__ = [
    "FRAMEWORKS",
    "PURPOSES",
    "SIZES",
    "ApprovedImages",
    "FrameworkImage",
    "PrebuiltFramework",
    "PrebuiltImages",
    "Size",
]
