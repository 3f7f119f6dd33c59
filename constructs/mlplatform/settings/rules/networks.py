"""Networks: where they need an account, and whether an adopted one has what the features need."""

from ipaddress import IPv4Network

from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Environment
from mlplatform.settings.features import endpoints_for
from mlplatform.settings.network import AdoptedNetwork
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS


def check(draft: Draft) -> None:
    """Zones, subnets, endpoints and overlaps."""
    for index, environment in draft.environments:
        if environment.network.create:
            _three_zones(draft, index, environment)
        if adopted := environment.network.adopt:
            _adopted_somewhere(draft, index)
            _subnets(draft, index, environment, adopted)
            _endpoints(draft, index, environment, adopted)
        _prefix_list(draft, index, environment)
    _overlaps(draft)
    _overlaps_on_premises(draft)


def _three_zones(draft: Draft, index: int, environment: Environment) -> None:
    if environment.network.create and environment.network.create.zones == 3 and (lacking := _lacking(draft, index)):
        draft.document.report(
            ("environments", index, "network", "create", "zones"),
            found=f"3, and no {' and no '.join(lacking)}",
            expected="2 zones where account and region are left out: such a template can count on two only",
            fix=f"add {' and '.join(lacking)} to the environment, or write zones: 2",
        )


def _adopted_somewhere(draft: Draft, index: int) -> None:
    if lacking := _lacking(draft, index):
        draft.document.report(
            ("environments", index, "network", "adopt"),
            found=f"an adopted VPC, and no {' and no '.join(lacking)}",
            expected="account and region of the environment, because a VPC is in one of each",
            fix=f"add {' and '.join(lacking)} to the environment",
        )


def _prefix_list(draft: Draft, index: int, environment: Environment) -> None:
    region = environment.region
    if region is None or region in S3_PREFIX_LISTS or environment.network.s3_prefix_list:
        return
    command = f"aws ec2 describe-managed-prefix-lists --region {region}"
    draft.document.report(
        ("environments", index, "network"),
        found=f"no s3_prefix_list, and that of {region} is not known to this release",
        expected="the id of the region's S3 prefix list, which security groups let out to the endpoint of S3",
        fix=f"add s3_prefix_list: pl-..., the PrefixListId of com.amazonaws.{region}.s3 that `{command}` prints",
    )


def _lacking(draft: Draft, index: int) -> list[str]:
    """What the file does not say at all of where the environment is; a wrong value is reported elsewhere."""
    keys = ("account", "region")
    return [key for key in keys if draft.document.node(("environments", index, key)) is None]


def _subnets(draft: Draft, index: int, environment: Environment, adopted: AdoptedNetwork) -> None:
    path = ("environments", index, "network", "adopt", "subnets")
    if len(adopted.subnets) < 2:
        draft.document.report(
            path,
            expected="two subnets at least, each in a zone of its own",
            fix="add a subnet in another zone: endpoints and Studio survive the loss of a zone only with two",
        )
    for entry, subnet in enumerate(adopted.subnets):
        above = adopted.subnets[:entry]
        if subnet.id in {other.id for other in above}:
            draft.document.report(
                (*path, entry, "id"), found=f"{subnet.id} again", expected="every subnet once", fix="remove this entry"
            )
        elif subnet.zone in {other.zone for other in above}:
            draft.document.report(
                (*path, entry, "zone"),
                found=f"{subnet.zone} again",
                expected="one subnet for each zone, because an interface endpoint takes no more",
                fix="remove this entry, or name a subnet in another zone",
            )
        if environment.region and subnet.zone[:-1] != environment.region:
            draft.document.report(
                (*path, entry, "zone"),
                expected=f"a zone of {environment.region}, such as {environment.region}a",
                fix="name a subnet in the environment's region, or correct the region",
            )


def _endpoints(draft: Draft, index: int, environment: Environment, adopted: AdoptedNetwork) -> None:
    for endpoint in endpoints_for(environment):
        if endpoint.service not in adopted.endpoints:
            name = endpoint.service_name(environment.region or "<region>")
            draft.document.report(
                ("environments", index, "network", "adopt", "endpoints"),
                found=f"no {endpoint.service}",
                expected=f"{endpoint.service}, needed by {' and '.join(endpoint.needed_by)}",
                fix=f"have an endpoint for {name} made in {adopted.vpc_id}, then add {endpoint.service} here",
            )


def _overlaps(draft: Draft) -> None:
    ranges: list[tuple[int, IPv4Network]] = []
    for index, environment in draft.environments:
        network = environment.network.create or environment.network.adopt
        if not network:
            continue
        key = "create" if environment.network.create else "adopt"
        for other, taken in ranges:
            if network.cidr.overlaps(taken):
                draft.document.report(
                    ("environments", index, "network", key, "cidr"),
                    found=f"{network.cidr}, which overlaps {taken} of environments[{other}]",
                    expected="a range that no other environment uses",
                    fix="choose another range: networks that overlap can never be connected",
                )
        ranges.append((index, network.cidr))


def _overlaps_on_premises(draft: Draft) -> None:
    sites = draft.on_premises.cidrs if draft.on_premises else ()
    for index, environment in draft.environments:
        network = environment.network.create or environment.network.adopt
        for site in sites:
            if network and network.cidr.overlaps(site):
                draft.document.report(
                    ("environments", index, "network", "create" if environment.network.create else "adopt", "cidr"),
                    found=f"{network.cidr}, which overlaps {site} of the data centre",
                    expected="a range that the data centre does not use",
                    fix="choose another range: a network and a data centre that overlap can never be connected",
                )
