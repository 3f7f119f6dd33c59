"""Networks of an environment: where traffic of each subnet can go, with the routes and rules that prove it."""

import json
from collections.abc import Iterator
from typing import Any

from mlplatform.access.estate import Resource
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Endpoint, Group, Network, Reach, Subnet
from mlplatform.dossier.network_endpoints import adopted, endpoints
from mlplatform.dossier.network_groups import default_group, groups
from mlplatform.dossier.network_links import links, names
from mlplatform.dossier.network_outside import outside
from mlplatform.dossier.network_picture import picture
from mlplatform.dossier.network_routes import Routes, Vpc, internet, statement
from mlplatform.dossier.reading import UNKNOWN, Reading

VPC, SUBNET = "AWS::EC2::VPC", "AWS::EC2::Subnet"
INSIDE = (SUBNET, "AWS::EC2::SecurityGroup", "AWS::EC2::VPCEndpoint", "AWS::EC2::RouteTable", "AWS::SageMaker::Domain")
"""Types that name the VPC that they are in."""
DEFAULT_VPC = "the account's default VPC"


def networks(assembly: Assembly, place: Place) -> tuple[Network, ...]:
    """The VPCs that the stacks of an environment make or use, then what runs outside of every VPC.

    Guarantees:
        - `internet` is None only where the templates hold every route of the VPC, and none reaches the internet
        - a rule that nobody wrote and EC2 adds (everything may leave a group) is among the rules
    """
    reading = Reading(assembly, place)
    contract = _contract(reading)
    made = [_made(reading, resource) for resource in reading.of(VPC)]
    known = {vpc.id for vpc in made}
    others = sorted(_used(reading, contract) - known)
    vpcs = (*made, *(Vpc(id=name, place="", blocks=(), adopted=True) for name in others))
    found = Found(reading, contract, vpcs)
    return (*(found.network(vpc) for vpc in vpcs), *outside(reading))


def _contract(reading: Reading) -> dict[str, Any]:
    """What the platform's contract says about the network; nothing in another app."""
    name = f"/aplatform/v1/{reading.place.name}/network"
    for resource in reading.of("AWS::SSM::Parameter"):
        if reading.text(resource, "Name") == name:
            try:
                found: dict[str, Any] = json.loads(reading.text(resource, "Value"))
            except json.JSONDecodeError as error:
                reading.note(resource.place, f"The contract's network is no JSON: {error}")
            else:
                return found
    return {}


def _made(reading: Reading, resource: Resource) -> Vpc:
    more = [one for one in reading.of("AWS::EC2::VPCCidrBlock") if reading.text(one, "VpcId") == reading.id(resource)]
    written = [reading.text(resource, "CidrBlock") or f"{UNKNOWN}: from a pool of addresses"]
    written += [
        reading.text(one, "CidrBlock") or reading.text(one, "Ipv6CidrBlock") or "its IPv6 block" for one in more
    ]
    return Vpc(id=reading.id(resource), place=resource.place, blocks=tuple(written), adopted=False)


def _used(reading: Reading, contract: dict[str, Any]) -> set[str]:
    named = {reading.text(resource, "VpcId") or DEFAULT_VPC for resource in reading.of(*INSIDE)}
    return named | ({str(contract["vpc_id"])} if "vpc_id" in contract else set())


class Found:
    """What an environment has, sorted by VPC."""

    def __init__(self, reading: Reading, contract: dict[str, Any], vpcs: tuple[Vpc, ...]) -> None:
        self._reading, self._contract = reading, contract
        self._routes = Routes(reading)
        self._endpoints = [(of, endpoint) for of, _, endpoint in endpoints(reading)]
        # A group that no template makes says nowhere whose it is: it is shown with the VPC that is somebody else's.
        strays = next((vpc.id for vpc in reversed(vpcs)), "")
        self._groups = [((of or DEFAULT_VPC) if group.place else strays, group) for of, group in groups(reading)]

    def network(self, vpc: Vpc) -> Network:
        subnets = tuple(sorted(self._subnets(vpc), key=lambda subnet: (subnet.zone, subnet.cidr, subnet.id)))
        network = Network(
            vpc=vpc.id,
            place=vpc.place,
            cidr=", ".join(vpc.blocks) or UNKNOWN,
            adopted=vpc.adopted,
            internet=self._internet(vpc, subnets),
            subnets=subnets,
            groups=self._groups_of(vpc),
            endpoints=self._endpoints_of(vpc),
            on_premises=links(self._reading, vpc, {subnet.id for subnet in subnets}),
            names=names(self._reading, vpc),
        )
        return network.model_copy(update={"picture": picture(network)})

    def _internet(self, vpc: Vpc, subnets: tuple[Subnet, ...]) -> str | None:
        reaches = tuple(reach for subnet in subnets for reach in subnet.reaches)
        if vpc.adopted and not subnets:
            return f"{UNKNOWN}: no template holds the routes of {vpc.id}"
        return internet(reaches)

    def _subnets(self, vpc: Vpc) -> Iterator[Subnet]:
        made = set()
        for resource in self._reading.of(SUBNET):
            if (self._reading.text(resource, "VpcId") or DEFAULT_VPC) == vpc.id:
                id_ = self._reading.id(resource)
                made.add(id_)
                yield self._subnet(vpc, id_, resource)
        if vpc.adopted:
            for id_ in sorted(self._named(vpc) - made):
                yield self._subnet(vpc, id_, None)

    def _named(self, vpc: Vpc) -> set[str]:
        """Subnets of somebody else's VPC that the contract, an endpoint or a domain names."""
        reading = self._reading
        holders = (one for one in reading.of("AWS::EC2::VPCEndpoint", "AWS::SageMaker::Domain"))
        lists = [reading.items(one, "SubnetIds") for one in holders if reading.text(one, "VpcId") == vpc.id]
        if self._contract.get("vpc_id") == vpc.id:
            lists.append(self._contract.get("subnet_ids", []))
        return {str(id_) for found in lists for id_ in found}

    def _subnet(self, vpc: Vpc, id_: str, resource: Resource | None) -> Subnet:
        reaches: tuple[Reach, ...] = self._routes.of(id_, vpc)
        return Subnet(
            id=id_,
            place=resource.place if resource else "",
            zone=self._text(resource, "AvailabilityZone")
            or self._text(resource, "AvailabilityZoneId")
            or "zone not stated",
            cidr=self._text(resource, "CidrBlock") or self._text(resource, "Ipv6CidrBlock") or UNKNOWN,
            reaches=reaches,
            statement=statement(reaches),
        )

    def _text(self, resource: Resource | None, name: str) -> str:
        return self._reading.text(resource, name) if resource else ""

    def _groups_of(self, vpc: Vpc) -> tuple[Group, ...]:
        found = [group for of, group in self._groups if of == vpc.id]
        if not vpc.adopted:
            found.append(default_group(self._reading, vpc.id, vpc.place))
        return tuple(sorted(found, key=lambda group: (group.name, group.place)))

    def _endpoints_of(self, vpc: Vpc) -> tuple[Endpoint, ...]:
        made = [endpoint for of, endpoint in self._endpoints if of == vpc.id]
        if vpc.adopted and self._contract.get("vpc_id") == vpc.id:
            made += adopted(
                [name for name in self._contract.get("endpoints", []) if name not in {e.service for e in made}]
            )
        return tuple(sorted(made, key=lambda endpoint: (endpoint.kind, endpoint.service, endpoint.place)))
