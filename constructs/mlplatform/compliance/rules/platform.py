"""The platform's own rules: no CDK-supplied providers, no node, no AWS-managed SageMaker policy, no internet."""

import re
from collections.abc import Iterator

from .cfn import as_list, as_map, is_true, present, text, texts_within
from .model import Fault, Resource, Rule
from .shape import shown, wrong

_PROVIDERS = ("Custom::S3AutoDeleteObjects", "Custom::VpcRestrictDefaultSG", "Custom::AWS", "Custom::LogRetention")
_PROVIDER_ID = re.compile(
    r"CustomResourceProvider(?:Handler|Role)|^AWS679f53fac002430cb0da5b7982bd2287|^LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"
    r"|framework(?:onEvent|onTimeout|isComplete)|^BucketNotificationsHandler"
)
_GATEWAYS = {
    "AWS::EC2::InternetGateway": "an internet gateway",
    "AWS::EC2::NatGateway": "a NAT gateway",
    "AWS::EC2::EgressOnlyInternetGateway": "an egress-only internet gateway",
    "AWS::EC2::CarrierGateway": "a carrier gateway",
    "AWS::EC2::EIP": "a public address",
}
_MANAGED = re.compile(r"policy/(?:service-role/)?AmazonSageMaker")


def _provider(resource: Resource) -> str | None:
    if resource.type in _PROVIDERS:
        return f"{resource.type} is a custom resource of the CDK's"
    supplied = resource.type in ("AWS::Lambda::Function", "AWS::IAM::Role") and _PROVIDER_ID.search(resource.id)
    return "it belongs to a custom resource provider of the CDK's" if supplied else None


def _node(function: Resource) -> str | None:
    """The CDK takes the runtime of its own functions from a map with the region's newest node."""
    named = texts_within(function.get("Runtime"))
    return "Runtime is node" if any(one.startswith(("nodejs", "LatestNodeRuntime")) for one in named) else None


def _managed(resource: Resource) -> Iterator[Fault]:
    for path, value in as_map(resource.properties).items():
        named = next((one for one in texts_within(value) if _MANAGED.search(one)), None)
        if named:
            yield Fault(f"it names {shown(named)}", path)


def _gateway(resource: Resource) -> str | None:
    if resource.type == "AWS::EC2::VPCGatewayAttachment":
        return "it attaches an internet gateway" if present(resource.get("InternetGatewayId")) else None
    return f"it is {_GATEWAYS[resource.type]}"


def _public_subnet(subnet: Resource) -> Iterator[Fault]:
    """Addresses of IPv6 are public."""
    for flag in ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"):
        if is_true(subnet.get(flag)):
            yield wrong(flag, subnet.get(flag))
    tags = [as_map(tag) for tag in as_list(subnet.get("Tags"))]
    kinds = [text(tag.get("Value")) for tag in tags if text(tag.get("Key")).endswith("subnet-type")]
    if "Public" in kinds:
        yield Fault("it is tagged as a public subnet", "Tags")


RULES = (
    Rule(
        "NO-CDK-PROVIDER",
        "H",
        (),
        "No custom resource of the CDK's: they bring AWS-managed policies, roles without a boundary and node runtimes.",
        "Use native CloudFormation, or the platform's own custom resource in Python.",
        _provider,
    ),
    Rule(
        "NO-NODE-RUNTIME",
        "M",
        ("AWS::Lambda::Function",),
        "Functions are written in Python.",
        "Write the function in Python; a construct that brings a node function has an L1 that does not.",
        _node,
        "Runtime",
    ),
    Rule(
        "NO-SAGEMAKER-MANAGED-POLICY",
        "H",
        (),
        "No AWS-managed SageMaker policy is named anywhere.",
        "Write a customer-managed policy for the persona or job.",
        _managed,
    ),
    Rule(
        "NO-INTERNET-GATEWAY",
        "H",
        (*_GATEWAYS, "AWS::EC2::VPCGatewayAttachment"),
        "No VPC has a way to the internet.",
        "Take it away: AWS is reached through VPC endpoints.",
        _gateway,
    ),
    Rule(
        "NO-PUBLIC-SUBNET",
        "H",
        ("AWS::EC2::Subnet",),
        "Subnets are isolated.",
        "Make the subnet isolated: PRIVATE_ISOLATED, without public addresses.",
        _public_subnet,
    ),
)
