"""Where traffic of a subnet can go, with the route or endpoint that proves it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mlplatform.access.estate import Resource
from mlplatform.dossier.document import Endpoint, Reach
from mlplatform.dossier.network_addresses import EVERYWHERE, EVERYWHERE_V6, public
from mlplatform.dossier.network_endpoints import endpoints
from mlplatform.dossier.reading import UNKNOWN, Reading

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS: Mapping[str, str] = {
    "NatGatewayId": "NAT gateway",
    "EgressOnlyInternetGatewayId": "egress-only internet gateway",
    "CarrierGatewayId": "carrier gateway",
    "TransitGatewayId": "transit gateway",
    "VpcPeeringConnectionId": "peering connection",
    "LocalGatewayId": "local gateway",
    "CoreNetworkArn": "core network",
    "VpcEndpointId": "endpoint of an appliance",
    "NetworkInterfaceId": "network interface",
    "InstanceId": "instance",
    "GatewayId": "gateway",
}
GATEWAYS = {
    "AWS::EC2::InternetGateway": "internet gateway",
    "AWS::EC2::VPNGateway": "VPN gateway",
    "AWS::EC2::CarrierGateway": "carrier gateway",
}
PREFIXES = {"igw-": "internet gateway", "vgw-": "VPN gateway", "vpce-": "endpoint of an appliance"}
TO_THE_INTERNET = ("internet gateway", "NAT gateway", "egress-only internet gateway", "carrier gateway")


@dataclass(frozen=True, kw_only=True)
class Vpc:
    """A VPC as its subnets see it."""

    id: str
    place: str
    blocks: tuple[str, ...]
    adopted: bool


class Routes:
    """The routes of an environment, by route table and by subnet."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._types = {reading.id(resource): resource.type for resource in reading.resources}
        self._endpoints = tuple(endpoints(reading))

    def of(self, subnet: str, vpc: Vpc) -> tuple[Reach, ...]:
        """Everything that traffic of a subnet reaches, sorted."""
        found = [Reach(to=block, via="local", proof=vpc.place or vpc.id) for block in vpc.blocks]
        found += self._carried(subnet, vpc)
        found += [
            Reach(to=endpoint.service, via="interface endpoint", proof=endpoint.place)
            for of, _, endpoint in self._endpoints
            if of == vpc.id and endpoint.kind == "Interface"
        ]
        return tuple(sorted(set(found), key=lambda reach: (not reach.public, reach.via, reach.to, reach.proof)))

    def _carried(self, subnet: str, vpc: Vpc) -> Iterator[Reach]:
        """What the subnet's route table says; without one it is the VPC's main table, which no template can name."""
        table = self._tables.get(subnet)
        if table:
            yield from self._routes.get(table, ())
            yield from self._gateways.get(table, ())
        if vpc.adopted and not (table and self._made(table)):
            proof = table or f"the main route table of {vpc.id}"
            yield Reach(to=f"{UNKNOWN}: no template holds its routes", via=f"route table of {vpc.id}", proof=proof)

    def _made(self, table: str) -> bool:
        return self._types.get(table) == "AWS::EC2::RouteTable"

    @cached_property
    def _tables(self) -> dict[str, str]:
        found = self._reading.of("AWS::EC2::SubnetRouteTableAssociation")
        return {self._reading.text(one, "SubnetId"): self._reading.text(one, "RouteTableId") for one in found}

    @cached_property
    def _routes(self) -> dict[str, list[Reach]]:
        routes: dict[str, list[Reach]] = {}
        for route in self._reading.of("AWS::EC2::Route"):
            routes.setdefault(self._reading.text(route, "RouteTableId"), []).append(self._route(route))
        for learning in self._reading.of("AWS::EC2::VPNGatewayRoutePropagation"):
            to = f"{UNKNOWN}: whatever the VPN gateway learns from the other side"
            for table in self._reading.items(learning, "RouteTableIds"):
                routes.setdefault(str(table), []).append(Reach(to=to, via="VPN gateway", proof=learning.place))
        return routes

    def _route(self, route: Resource) -> Reach:
        reading = self._reading
        destination = next((text for name in DESTINATIONS if (text := reading.text(route, name))), UNKNOWN)
        via = next(
            (self._target(noun, text) for name, noun in TARGETS.items() if (text := reading.text(route, name))), ""
        )
        everywhere = destination in (EVERYWHERE, EVERYWHERE_V6)
        return Reach(
            to="internet" if everywhere else destination,
            via=f"{via or UNKNOWN}{f' for {destination}' if everywhere else ''}",
            proof=route.place,
            public=via != "local" and (public(destination) or self._beyond(destination, via)),
        )

    def _beyond(self, destination: str, via: str) -> bool:
        """Whether a list of addresses that may be anybody's goes where the internet is."""
        listed = "/" not in destination or destination.startswith(UNKNOWN)
        entries = self._lists.get(destination)
        return any(map(public, entries)) if entries is not None else listed and via.startswith(TO_THE_INTERNET)

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        """Prefix lists of the templates; what another one holds no template says."""
        return {
            self._reading.id(one): [str(entry.get("Cidr", "")) for entry in self._reading.items(one, "Entries")]
            for one in self._reading.of("AWS::EC2::PrefixList")
        }

    def _target(self, noun: str, id_: str) -> str:
        """What a route goes to: by its noun if it is made here, with its id if it is somebody else's."""
        if id_ == "local":
            return "local"
        if id_ in self._types:
            return GATEWAYS.get(self._types[id_], noun)
        known = next((name for prefix, name in PREFIXES.items() if id_.startswith(prefix)), noun)
        return f"{known} {id_}"

    @cached_property
    def _gateways(self) -> dict[str, list[Reach]]:
        """Gateway endpoints by route table."""
        found: dict[str, list[Reach]] = {}
        for _, resource, endpoint in self._endpoints:
            for table in self._reading.items(resource, "RouteTableIds"):
                found.setdefault(str(table), []).append(_through(endpoint))
        return found


def _through(endpoint: Endpoint) -> Reach:
    return Reach(to=endpoint.service, via="gateway endpoint", proof=endpoint.place)


def internet(reaches: tuple[Reach, ...]) -> str | None:
    """Routes that reach the internet; `unknown: …` where that cannot be ruled out; None if no route does."""
    leading = sorted({f"{reach.to} by {reach.via} ({reach.proof})" for reach in reaches if reach.public})
    unknown = sorted({f"{reach.to} ({reach.proof})" for reach in reaches if unsure(reach) and not reach.public})
    return "; ".join((*leading, *unknown)) or None


def unsure(reach: Reach) -> bool:
    return reach.to.startswith(UNKNOWN) or reach.via.startswith(UNKNOWN)


def statement(reaches: tuple[Reach, ...]) -> str:
    """Where a subnet's traffic can go, in sentences."""
    local = ", ".join(reach.to for reach in reaches if reach.via == "local")
    services = {
        via: sorted({r.to for r in reaches if r.via == via}) for via in ("gateway endpoint", "interface endpoint")
    }
    parts = [f"{local or 'the VPC'} (local)"]
    parts += [_counted(found, via) for via, found in services.items() if found]
    parts += [
        f"{reach.to} by {reach.via} ({reach.proof})"
        for reach in reaches
        if reach.via not in ("local", *services) and not reach.public and not unsure(reach)
    ]
    found = internet(reaches)
    if found is None:
        last = "No route leads to the internet."
    elif found.startswith(UNKNOWN):
        last = f"Whether a route leads to the internet is {found}."
    else:
        last = f"It can reach the internet: {found}."
    return f"Reaches {', '.join(parts)}. {last}"


def _counted(found: list[str], via: str) -> str:
    if len(found) < 4:
        how = f"{via}s" if len(found) > 1 else f"an {via}" if via.startswith("i") else f"a {via}"
        return f"{', '.join(found)} through {how}"
    return f"{len(found)} services through {via}s"
