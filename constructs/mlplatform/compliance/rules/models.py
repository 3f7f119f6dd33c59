"""Rules on models and jobs: what their containers reach, where they run, which images they are made of."""

import re
from collections.abc import Iterator

from .cfn import as_list, as_map, is_intrinsic, text
from .job_layouts import JOBS
from .jobs import images, in_vpc, isolated
from .model import Fault, Found, Resource, Rule
from .shape import has, shown, true
from .started.calls import PACKAGE
from .unreadable import UnreadableError

MODEL = ("AWS::SageMaker::Model",)
PACKAGES = (PACKAGE, "AWS::SageMaker::ModelPackage")
COMPONENT = "AWS::SageMaker::InferenceComponent"

_IN_ECR = re.compile(r".*\.dkr\.ecr(?:-fips)?\..+")
_AT_DIGEST = re.compile(r"(?:\d{12}|\$\{AWS::AccountId\})\.dkr\.ecr\.[^@]+@(?P<digest>.+)")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PARAMETER = re.compile(r"\$\{(?P<name>[A-Za-z0-9]+)\}")
_AT_RUN_TIME = "${Fn::AtRunTime}"
_PINNING = ("sha256:[0-9a-f]{64}", "^sha256:[0-9a-f]{64}$")
"""Patterns of a parameter that lets nothing but a digest through."""


def _containers(model: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    """Path and body of each container of a model, of a version that is registered, of an inference component."""
    for place in ("InferenceSpecification.Containers", "PrimaryContainer", "Containers", "Specification.Container"):
        value = model.get(place)
        if is_intrinsic(value):
            raise UnreadableError(f"{place} is {text(value)}, which nobody can read beforehand", place)
        for index, container in enumerate(as_list(value)):
            path = f"{place}.{index}" if isinstance(value, list) else place
            yield path, dict(as_map(container))


def _images(resource: Resource) -> list[tuple[str, str]]:
    if resource.type in JOBS:
        return images(resource)
    return [(f"{path}.Image", text(container.get("Image"))) for path, container in _containers(resource)]


def _unpinned(resource: Resource) -> list[Fault]:
    found = _images(resource)
    if not found and resource.type in MODEL:
        return [Fault("it names no container")]
    return [
        Fault(f"the image {shown(image) or 'is absent and'} is not pinned", path)
        for path, image in found
        if not _pins(resource, image)
    ]


def _pins(resource: Resource, image: str) -> bool:
    match = _AT_DIGEST.fullmatch(image)
    if match is None:
        return False
    parameter = _PARAMETER.fullmatch(match["digest"])
    if parameter is None:
        # After @ stands a digest or nothing that can be pulled, so a pipeline's own parameter can only pin.
        return bool(_DIGEST.fullmatch(match["digest"])) or match["digest"] == _AT_RUN_TIME
    declared = as_map(as_map(resource.template.body.get("Parameters")).get(parameter["name"]))
    return text(declared.get("AllowedPattern")) in _PINNING


def _foreign_registry(model: Resource) -> list[Fault]:
    foreign = [(path, one) for path, one in _containers(model) if not _IN_ECR.match(text(one.get("Image")))]
    return [
        Fault(
            f"{shown(one.get('Image')) or 'an image that is not named'} is pulled past the VPC",
            f"{path}.ImageConfig.RepositoryAccessMode",
        )
        for path, one in foreign
        if text(as_map(one.get("ImageConfig")).get("RepositoryAccessMode")) != "Vpc"
    ]


def _isolated(resource: Resource) -> Found:
    return isolated(resource) if resource.type in JOBS else true("EnableNetworkIsolation")(resource)


def _in_vpc(resource: Resource) -> Found:
    if resource.type in JOBS:
        return in_vpc(resource)
    return has("VpcConfig.Subnets", "VpcConfig.SecurityGroupIds")(resource)


def _untagged(model: Resource) -> Found:
    """What a pipeline makes carries the pipeline's tags."""
    return None if model.within else has("Tags")(model)


RULES = (
    Rule(
        "SM-MOD-01",
        "M",
        (*MODEL, *JOBS),
        "The containers of a model or a job reach no network.",
        "Set EnableNetworkIsolation to true.",
        _isolated,
    ),
    Rule(
        "SM-MOD-02",
        "M",
        (*MODEL, *JOBS),
        "A model or a job runs in the VPC.",
        "Set VpcConfig.Subnets and VpcConfig.SecurityGroupIds.",
        _in_vpc,
    ),
    Rule(
        "SM-MOD-03",
        "L",
        MODEL,
        "An image of another registry than ECR is pulled through the VPC.",
        "Name an image in ECR, or set ImageConfig.RepositoryAccessMode to Vpc.",
        _foreign_registry,
    ),
    Rule(
        "SM-MOD-04",
        "M",
        (*MODEL, *PACKAGES, COMPONENT, *JOBS),
        "The image of a model or a job is one of an account's own ECR, pinned by its digest.",
        "Write <account>.dkr.ecr...@sha256:<64 hex digits>; a parameter's AllowedPattern is sha256:[0-9a-f]{64}.",
        _unpinned,
        "PrimaryContainer.Image",
    ),
    Rule("SM-TAG-01", "L", MODEL, "A model is tagged.", "Add Tags, or tag its stack.", _untagged, "Tags"),
)
