"""The network: what AWS offers, what it multiplies to, and whether an adopted one is what the file says."""

from collections.abc import Iterable
from typing import Any

from mlplatform.settings import AdoptedNetwork
from mlplatform.settings.features import endpoints_for
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS
from tools.preflight.checked import Context, Finding, fine, look, stop

ENDPOINTS_PER_VPC = 50
"""Interface endpoints that a VPC may have unless the quota is raised:
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"""


def endpoints(context: Context) -> Iterable[Finding]:
    """Every endpoint is offered in the region; what they multiply to is said."""
    wanted = endpoints_for(context.environment)
    names = {endpoint.service_name(context.region): endpoint for endpoint in wanted}
    offered = _offered(context.client("ec2"))
    for name, endpoint in names.items():
        if offered and name not in offered:
            reason = f"leave out what needs it: {', '.join(endpoint.needed_by)}"
            yield stop("endpoint", f"{name} is not offered in {context.region}", reason)
    if not offered:
        yield look("endpoints", "EC2 lists none that are offered", "see `aws ec2 describe-vpc-endpoint-services`")
    interfaces = sum(endpoint.kind == "interface" for endpoint in wanted)
    zones = _zones(context)
    multiplied = f"{interfaces} interface endpoints in {zones} zones: {interfaces * zones} are paid for, by the hour"
    if context.environment.network.create and interfaces > ENDPOINTS_PER_VPC:
        yield stop("endpoints", multiplied, f"raise the quota of {ENDPOINTS_PER_VPC} interface endpoints in a VPC")
    elif context.environment.network.create:
        yield fine("endpoints", multiplied)


def zones(context: Context) -> Iterable[Finding]:
    """The region has as many zones as the network wants."""
    found = context.client("ec2").describe_availability_zones(
        Filters=[{"Name": "state", "Values": ["available"]}, {"Name": "zone-type", "Values": ["availability-zone"]}]
    )["AvailabilityZones"]
    if len(found) < _zones(context):
        yield stop("zones", f"{len(found)} in {context.region}, {_zones(context)} wanted", "write fewer zones")
    else:
        yield fine("zones", f"{len(found)} in {context.region}, {_zones(context)} wanted")


def prefix_list(context: Context) -> Iterable[Finding]:
    """The prefix list of S3 that security groups let out is the region's."""
    name = f"com.amazonaws.{context.region}.s3"
    found = context.client("ec2").describe_managed_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": [name]}]
    )["PrefixLists"]
    ours = context.environment.network.s3_prefix_list or S3_PREFIX_LISTS.get(context.region)
    theirs = [prefix_list["PrefixListId"] for prefix_list in found]
    if ours in theirs:
        yield fine("S3", f"prefix list {ours}")
    elif theirs:
        yield stop(
            "S3", f"the prefix list of {context.region} is {theirs[0]}, not {ours}", f"s3_prefix_list: {theirs[0]}"
        )
    else:
        yield look("S3", f"no prefix list named {name} to compare {ours} with", "check network.s3_prefix_list by hand")


def adopted(context: Context) -> Iterable[Finding]:
    """An adopted VPC has the subnets and endpoints that the file names, and no way to the internet."""
    network = context.environment.network.adopt
    if network is None:
        return
    ec2 = context.client("ec2")
    yield from _subnets(ec2, network)
    yield from _routes(ec2, network)
    present = {
        endpoint["ServiceName"]: endpoint
        for endpoint in ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [network.vpc_id]}])[
            "VpcEndpoints"
        ]
    }
    wanted = {endpoint.service_name(context.region): endpoint for endpoint in endpoints_for(context.environment)}
    if missing := sorted(wanted.keys() - present.keys()):
        yield stop("adopted network", f"no endpoint for {', '.join(missing)}", f"have them made in {network.vpc_id}")
    for name in sorted(wanted.keys() & present.keys()):
        kind = present[name]["VpcEndpointType"].lower()
        if kind != wanted[name].kind:
            yield stop("adopted network", f"{name} is a {kind} endpoint", f"have a {wanted[name].kind} endpoint made")


def _subnets(ec2: Any, network: AdoptedNetwork) -> Iterable[Finding]:
    wanted = {subnet.id: subnet.zone for subnet in network.subnets}
    found = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [network.vpc_id]}])["Subnets"]
    zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in found}
    for subnet, zone in wanted.items():
        if zones.get(subnet) != zone:
            there = f"in {zones[subnet]}" if subnet in zones else f"not in {network.vpc_id}"
            yield stop("adopted network", f"{subnet} is {there}", "correct network.adopt.subnets")
    if wanted.items() <= zones.items():
        yield fine("adopted network", f"{network.vpc_id} with {len(wanted)} subnets")


def _routes(ec2: Any, network: AdoptedNetwork) -> Iterable[Finding]:
    """Every route but the VPC's own and those of gateway endpoints leads out of it: somebody should know which."""
    subnets = {subnet.id for subnet in network.subnets}
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [network.vpc_id]}])["RouteTables"]
    for table in tables:
        serves = {association.get("SubnetId") for association in table["Associations"]}
        if not serves & subnets:
            continue
        for route in table["Routes"]:
            gateway = route.get("GatewayId", "")
            where = route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock")
            if gateway.startswith("igw-") or "NatGatewayId" in route:
                yield stop(
                    "adopted network", f"{table['RouteTableId']} routes {where} to the internet", "remove the route"
                )
            elif where and gateway != "local":
                yield look(
                    "adopted network", f"{table['RouteTableId']} routes {where} out of the VPC", "see that it must"
                )


def _offered(ec2: Any) -> set[str]:
    pages = ec2.get_paginator("describe_vpc_endpoint_services").paginate()
    return {str(name) for page in pages for name in page["ServiceNames"]}


def _zones(context: Context) -> int:
    network = context.environment.network
    return network.create.zones if network.create else len(network.adopt.subnets if network.adopt else ())


CHECKS = (zones, endpoints, prefix_list, adopted)
