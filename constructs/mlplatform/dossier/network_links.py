"""What a VPC is tied to beyond itself: the data centre, other networks; and who resolves names."""

from collections.abc import Iterator

from mlplatform.access.estate import Resource
from mlplatform.dossier.network_routes import Vpc
from mlplatform.dossier.reading import UNKNOWN, Reading

ATTACHED = {
    "AWS::EC2::TransitGatewayAttachment": ("transit gateway", "TransitGatewayId"),
    "AWS::EC2::TransitGatewayVpcAttachment": ("transit gateway", "TransitGatewayId"),
    "AWS::EC2::VPCPeeringConnection": ("peering with", "PeerVpcId"),
    "AWS::EC2::ClientVpnEndpoint": ("client VPN", "ClientCidrBlock"),
    "AWS::NetworkManager::VpcAttachment": ("core network", "CoreNetworkId"),
    "AWS::VpcLattice::ServiceNetworkVpcAssociation": ("service network", "ServiceNetworkIdentifier"),
    "AWS::Route53Resolver::ResolverRuleAssociation": ("names forwarded by rule", "ResolverRuleId"),
}
"""Links that name their VPC: what they are, and the property that says to what."""
FIREWALL = "AWS::Route53Resolver::FirewallRuleGroupAssociation"


def links(reading: Reading, vpc: Vpc, subnets: set[str]) -> tuple[str, ...]:
    """Links of a VPC, each in words, with its place in brackets."""
    return tuple(sorted((*_attached(reading, vpc), *_private(reading, vpc), *_resolvers(reading, vpc, subnets))))


def _attached(reading: Reading, vpc: Vpc) -> Iterator[str]:
    for resource in reading.of(*ATTACHED):
        noun, to = ATTACHED[resource.type]
        owner = reading.text(resource, "VpcId") or reading.text(resource, "VPCId") or _of_arn(reading, resource)
        if vpc.id in (owner, reading.text(resource, "VpcIdentifier"), reading.text(resource, "PeerVpcId")):
            other = owner if reading.text(resource, "PeerVpcId") == vpc.id else _external(reading, resource, to)
            account = reading.text(resource, "PeerOwnerId")
            yield _link(resource, noun, other, f"of account {account}" if account else "")


def _of_arn(reading: Reading, resource: Resource) -> str:
    return reading.text(resource, "VpcArn").rpartition("/")[2]


def _private(reading: Reading, vpc: Vpc) -> Iterator[str]:
    """VPN gateways of a VPC, and the connections and virtual interfaces that end there or at a transit gateway."""
    gateways = [
        reading.text(one, "VpnGatewayId")
        for one in reading.of("AWS::EC2::VPCGatewayAttachment")
        if reading.text(one, "VpcId") == vpc.id
    ]
    gateways += [
        reading.text(one, "TransitGatewayId")
        for one in reading.of("AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment")
        if reading.text(one, "VpcId") == vpc.id
    ]
    for resource in reading.of("AWS::EC2::VPNGateway"):
        if reading.id(resource) in gateways:
            yield _link(resource, "VPN gateway", "")
    for resource in reading.of("AWS::EC2::VPNConnection"):
        ends = reading.text(resource, "VpnGatewayId") or reading.text(resource, "TransitGatewayId")
        if ends in gateways:
            yield _link(resource, "VPN connection to", _customer(reading, resource))
    for resource in reading.resources:
        if resource.type.startswith("AWS::DirectConnect::"):
            yield _link(resource, f"Direct Connect {resource.type.rpartition('::')[2]}", "")


def _customer(reading: Reading, connection: Resource) -> str:
    gateway = reading.text(connection, "CustomerGatewayId")
    for resource in reading.of("AWS::EC2::CustomerGateway"):
        if reading.id(resource) == gateway:
            return reading.text(resource, "IpAddress") or gateway
    return gateway


def _resolvers(reading: Reading, vpc: Vpc, subnets: set[str]) -> Iterator[str]:
    for resource in reading.of("AWS::Route53Resolver::ResolverEndpoint"):
        inside = {str(one.get("SubnetId")) for one in reading.items(resource, "IpAddresses") if isinstance(one, dict)}
        if inside & subnets:
            yield _link(resource, f"resolver endpoint, {reading.text(resource, 'Direction').lower()}", "")


def _external(reading: Reading, resource: Resource, name: str) -> str:
    """An id that is somebody else's; what the same templates make goes without, for it has none yet."""
    found = reading.text(resource, name)
    return "" if any(reading.id(one) == found for one in reading.resources) else found


def _link(resource: Resource, *words: str) -> str:
    return f"{' '.join(filter(None, words))} ({resource.place})"


def names(reading: Reading, vpc: Vpc) -> str:
    """Who resolves names; questions for names are a way out that no route shows."""
    if vpc.adopted:
        return f"{UNKNOWN}: name resolution belongs to the owner of the VPC."
    made = next((one for one in reading.of("AWS::EC2::VPC") if one.place == vpc.place), None)
    if made is not None and reading.value(made, "EnableDnsSupport", True) in (False, "false"):
        return "The VPC resolves no names."
    if any(reading.text(one, "VpcId") == vpc.id for one in reading.of(FIREWALL)):
        return "The VPC's resolver answers, and a DNS firewall filters the questions."
    return "The VPC's resolver answers, for public names, too: no DNS firewall filters the questions."
