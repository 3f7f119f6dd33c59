"""Rules on VPCs, subnets, routes and endpoints."""

from .cfn import is_false, is_true, present, text
from .model import Fault, Found, Resource, Rule
from .policy import Statement, statements
from .principals import NARROWING_KEYS
from .references import pointing_to
from .shape import shown

ENDPOINT = ("AWS::EC2::VPCEndpoint",)

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


def _internet_route(route: Resource) -> str | None:
    for way in ("NatGatewayId", "EgressOnlyInternetGatewayId", "CarrierGatewayId"):
        if present(route.get(way)):
            return f"it leads to {way} {shown(route.get(way))}"
    gateway = route.get("GatewayId")
    if not present(gateway) or text(gateway) == "local" or text(gateway).startswith("vgw-"):
        return None
    private = any(route.points_to("GatewayId", vgw) for vgw in route.template.of_type("AWS::EC2::VPNGateway"))
    return None if private else f"it leads to GatewayId {shown(gateway)}"


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
        "Take the route away: AWS is reached through VPC endpoints.",
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
