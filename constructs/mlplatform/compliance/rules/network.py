"""Rules on VPCs, subnets, routes and endpoints."""

from collections.abc import Iterator
from typing import Any

from .addresses import is_open, listed, network
from .cfn import is_false, is_true, present, text
from .model import Fault, Found, Resource, Rule
from .policy import Statement, statements
from .principals import NARROWING_KEYS
from .references import pointing_to
from .shape import shown

ENDPOINT = ("AWS::EC2::VPCEndpoint",)

_WAYS_OUT = ("NatGatewayId", "EgressOnlyInternetGatewayId", "CarrierGatewayId")

_PERIMETER = (*NARROWING_KEYS, "aws:ResourceOrgID", "aws:ResourceAccount", "aws:ResourceOrgPaths")


def _flow_logs(vpc: Resource) -> str | None:
    logs = pointing_to(vpc, "AWS::EC2::FlowLog", "ResourceId")
    if not logs:
        return "no flow log of the template is about the VPC"
    kinds = {text(log.get("TrafficType")) for log in logs}
    return None if "ALL" in kinds else f"its flow log's TrafficType is {', '.join(sorted(kinds)) or 'absent'}"


def _public_addresses(subnet: Resource) -> str | None:
    mapped = subnet.get("MapPublicIpOnLaunch")
    if is_false(mapped):
        return None
    return "MapPublicIpOnLaunch is absent" if mapped is None else f"MapPublicIpOnLaunch is {shown(mapped)}"


def _internet_route(route: Resource) -> list[Fault]:
    for way in _WAYS_OUT:
        if present(route.get(way)):
            return [Fault(f"it leads to {way} {shown(route.get(way))}", way)]
    gateway = route.get("GatewayId")
    if text(gateway) == "local":
        return []
    if present(gateway) and not _private_gateway(route, gateway):
        return [Fault(f"it leads to GatewayId {shown(gateway)}", "GatewayId")]
    return list(_everywhere(route))


def _private_gateway(route: Resource, gateway: Any) -> bool:
    """Whether it is the end of a line to one's own premises."""
    gateways = route.template.of_type("AWS::EC2::VPNGateway")
    return text(gateway).startswith("vgw-") or any(route.points_to("GatewayId", one) for one in gateways)


def _everywhere(route: Resource) -> Iterator[Fault]:
    """Whatever is at the other end, a default route hands it every packet, and it may lead to the internet."""
    for key in ("DestinationCidrBlock", "DestinationIpv6CidrBlock"):
        range_ = network(route.get(key))
        if range_ is not None and is_open(range_):
            yield Fault(f"it leads to {range_}, not to a private range", key)
    for range_ in listed(route.get("DestinationPrefixListId"), route):
        if range_ is not None and is_open(range_):
            yield Fault(f"it leads to {range_} of a prefix list", "DestinationPrefixListId")


def _service(endpoint: Resource) -> str:
    """Name of the service without region: `com.amazonaws.eu-west-1.ecr.api` is `ecr.api`."""
    name = text(endpoint.get("ServiceName")).replace("${AWS::Region}", "region")
    return name.split(".", 3)[3] if name.startswith("com.amazonaws.") and name.count(".") > 2 else name


def _endpoint_policy(endpoint: Resource) -> Found:
    from mlplatform.settings.services import TAKES_POLICY  # the command starts faster without the settings

    if not TAKES_POLICY.get(_service(endpoint), True):
        return []
    document = endpoint.get("PolicyDocument")
    if not present(document):
        return ["PolicyDocument is absent, so everybody may reach every account's resources through it"]
    return [
        Fault(
            "a statement allows everybody on every resource, without a condition on account or organisation", one.path
        )
        for one in statements(document)
        if _open(one)
    ]


def _open(statement: Statement) -> bool:
    if not statement.allows or not statement.anybody or statement.narrowed_by(*_PERIMETER):
        return False
    return statement.everywhere or not statement.resources


def _private_names(endpoint: Resource) -> str | None:
    if text(endpoint.get("VpcEndpointType")) != "Interface" or is_true(endpoint.get("PrivateDnsEnabled")):
        return None
    return "PrivateDnsEnabled is not true"


RULES = (
    Rule(
        "VPC-01",
        "M",
        ("AWS::EC2::VPC",),
        "All traffic of a VPC is recorded.",
        "Add an AWS::EC2::FlowLog with ResourceId of the VPC and TrafficType ALL to the VPC's template.",
        _flow_logs,
    ),
    Rule(
        "VPC-02",
        "M",
        ("AWS::EC2::Subnet",),
        "A subnet gives out no public addresses.",
        "Set MapPublicIpOnLaunch to false.",
        _public_addresses,
        "MapPublicIpOnLaunch",
    ),
    Rule(
        "VPC-03",
        "H",
        ("AWS::EC2::Route",),
        "No route leads to the internet.",
        "Take the route away, or name private ranges: AWS is reached through VPC endpoints.",
        _internet_route,
        "GatewayId",
    ),
    Rule(
        "VPC-07",
        "M",
        ENDPOINT,
        "An endpoint's policy names who may use it, or what for.",
        "Add a condition on aws:PrincipalAccount, aws:PrincipalOrgID or aws:ResourceOrgID, or name the resources.",
        _endpoint_policy,
        "PolicyDocument",
    ),
    Rule(
        "VPC-08",
        "M",
        ENDPOINT,
        "A service's own name leads to its interface endpoint.",
        "Set PrivateDnsEnabled to true.",
        _private_names,
        "PrivateDnsEnabled",
    ),
)
