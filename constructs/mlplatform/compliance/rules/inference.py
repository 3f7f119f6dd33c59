"""Rules on models and the endpoints that serve them."""

import re

from .cfn import as_list, as_map, number, present, text
from .model import Resource, Rule
from .shape import customer_key, has, shown, true

MODEL = ("AWS::SageMaker::Model",)
ENDPOINT_CONFIG = ("AWS::SageMaker::EndpointConfig",)
ENDPOINT = ("AWS::SageMaker::Endpoint",)
SHIFTS = ("CANARY", "LINEAR")
LEAST_INSTANCES = 2

_IN_ECR = re.compile(r".*\.dkr\.ecr(?:-fips)?\..+")
_OWN_AT_DIGEST = re.compile(r"(?:\d{12}|\$\{AWS::AccountId\})\.dkr\.ecr\.[^@]+@(?P<digest>.+)")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PARAMETER = re.compile(r"\$\{(?P<name>[A-Za-z0-9]+)\}")
_PINNING = ("sha256:[0-9a-f]{64}", "^sha256:[0-9a-f]{64}$")
"""Patterns of a parameter that lets nothing but a digest through."""


def _containers(model: Resource) -> list[object]:
    return [*as_list(model.get("PrimaryContainer")), *as_list(model.get("Containers"))]


def _unpinned(model: Resource) -> list[str]:
    images = [text(as_map(container).get("Image")) for container in _containers(model)]
    found = [
        f"the image {shown(image) or 'is absent and'} is not pinned" for image in images if not _pins(model, image)
    ]
    return found or ([] if images else ["it names no container"])


def _pins(model: Resource, image: str) -> bool:
    match = _OWN_AT_DIGEST.fullmatch(image)
    if match is None:
        return False
    parameter = _PARAMETER.fullmatch(match["digest"])
    if parameter is None:
        return bool(_DIGEST.fullmatch(match["digest"]))
    declared = as_map(as_map(model.template.body.get("Parameters")).get(parameter["name"]))
    return text(declared.get("AllowedPattern")) in _PINNING


def _foreign_registry(model: Resource) -> list[str]:
    foreign = [as_map(one) for one in _containers(model) if not _IN_ECR.match(text(as_map(one).get("Image")))]
    return [
        f"{shown(one.get('Image')) or 'an image that is not named'} is pulled past the VPC"
        for one in foreign
        if text(as_map(one.get("ImageConfig")).get("RepositoryAccessMode")) != "Vpc"
    ]


def _alone(config: Resource) -> list[str]:
    variants = [as_map(variant) for variant in as_list(config.get("ProductionVariants"))]
    if not variants:
        return ["ProductionVariants is absent"]
    return [
        f"InitialInstanceCount is {shown(variant.get('InitialInstanceCount')) or 'absent'}"
        for variant in variants
        if not present(variant.get("ServerlessConfig")) and not _enough(variant.get("InitialInstanceCount"))
    ]


def _enough(count: object) -> bool:
    known = number(count)
    return known is not None and known >= LEAST_INSTANCES


def _unguarded(endpoint: Resource) -> list[str]:
    found = []
    if not as_list(endpoint.get("DeploymentConfig.AutoRollbackConfiguration.Alarms")):
        found.append("AutoRollbackConfiguration names no alarm")
    shift = text(endpoint.get("DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type"))
    if shift not in SHIFTS and not present(endpoint.get("DeploymentConfig.RollingUpdatePolicy")):
        found.append(f"traffic is shifted {shift or 'at once'}")
    return found


RULES = (
    Rule(
        "SM-MOD-01",
        "M",
        MODEL,
        "A model's containers reach no network.",
        "Set EnableNetworkIsolation to true.",
        true("EnableNetworkIsolation"),
    ),
    Rule(
        "SM-MOD-02",
        "M",
        MODEL,
        "A model runs in the VPC.",
        "Set VpcConfig.Subnets and VpcConfig.SecurityGroupIds.",
        has("VpcConfig.Subnets", "VpcConfig.SecurityGroupIds"),
    ),
    Rule(
        "SM-MOD-03",
        "L",
        MODEL,
        "An image of another registry than ECR is pulled through the VPC.",
        "Name an image in ECR, or set ImageConfig.RepositoryAccessMode to Vpc.",
        _foreign_registry,
        "PrimaryContainer.ImageConfig.RepositoryAccessMode",
    ),
    Rule(
        "SM-MOD-04",
        "M",
        MODEL,
        "A model's image is one of an account's own ECR, pinned by its digest.",
        "Write <account>.dkr.ecr...@sha256:<64 hex digits>; a parameter's AllowedPattern is sha256:[0-9a-f]{64}.",
        _unpinned,
        "PrimaryContainer.Image",
    ),
    Rule("SM-TAG-01", "L", MODEL, "A model is tagged.", "Add Tags, or tag its stack.", has("Tags")),
    Rule(
        "SM-EPC-01",
        "H",
        ENDPOINT_CONFIG,
        "An endpoint's volumes are encrypted with a customer-managed key.",
        "Set KmsKeyId to the team's key.",
        customer_key("KmsKeyId"),
    ),
    Rule(
        "SM-EPC-02",
        "M",
        ENDPOINT_CONFIG,
        "Each variant has two instances at least, so that a zone may fail.",
        f"Set InitialInstanceCount to {LEAST_INSTANCES} or more.",
        _alone,
        "ProductionVariants",
    ),
    Rule(
        "SM-EPC-03",
        "M",
        ENDPOINT_CONFIG,
        "What an endpoint is asked and answers is captured.",
        "Set DataCaptureConfig.EnableCapture to true.",
        true("DataCaptureConfig.EnableCapture"),
    ),
    Rule(
        "SM-EPC-04",
        "H",
        ENDPOINT_CONFIG,
        "Captured data is encrypted with a customer-managed key.",
        "Set DataCaptureConfig.KmsKeyId to the team's key.",
        customer_key("DataCaptureConfig.KmsKeyId"),
    ),
    Rule(
        "SM-EP-01",
        "M",
        ENDPOINT,
        "A new version takes over step by step, and alarms roll it back.",
        "Set DeploymentConfig: AutoRollbackConfiguration.Alarms, and CANARY, LINEAR or a rolling update.",
        _unguarded,
        "DeploymentConfig",
    ),
)
