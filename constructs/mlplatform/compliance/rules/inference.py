"""Rules on the endpoints that serve models."""

from .cfn import as_list, as_map, number, present, text
from .model import Resource, Rule
from .shape import customer_key, shown, true

ENDPOINT_CONFIG = ("AWS::SageMaker::EndpointConfig",)
ENDPOINT = ("AWS::SageMaker::Endpoint",)
SHIFTS = ("CANARY", "LINEAR")
LEAST_INSTANCES = 2


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
