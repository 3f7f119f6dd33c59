"""Address ranges: which are private, and which are (about) the whole internet."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from .cfn import as_list, as_map, text
from .model import Resource
from .unreadable import UnreadableError

PRIVATE = tuple(
    ipaddress.ip_network(one)
    for one in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
"""Ranges that no packet from the internet comes from: RFC 1918, 6598, 3927, 4193, 4291."""

NARROWEST_OPEN = {4: 16, 6: 32}
"""A public range with a shorter prefix is no one's own: of IPv4 less than /16, of IPv6 less than /32."""

_LISTS = ("SourcePrefixListId", "DestinationPrefixListId")
_RANGES = ("CidrIp", "CidrIpv6", "CIDRIP")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network(value: Any) -> Network | None:
    """The range that a value names; None for what only a deployment knows, such as the VPC's own range.

    Raises `UnreadableError` for a parameter that a deployment may set to the whole internet.
    """
    written = text(value).strip()
    if "${?" in written:
        raise UnreadableError(f"a range is {written}, which a deployment may set to 0.0.0.0/0")
    try:
        return ipaddress.ip_network(written, strict=False) if written else None
    except ValueError:
        return None


def is_private(range_: Network) -> bool:
    """Whether a range lies within a private one."""
    return any(range_.version == one.version and range_.subnet_of(one) for one in PRIVATE)  # type: ignore[arg-type]


def is_open(range_: Network) -> bool:
    """Whether a range is the internet, or so large a part of it that it stands for nobody."""
    return not is_private(range_) and range_.prefixlen < NARROWEST_OPEN[range_.version]


def ranges(rule: Any, within: Resource) -> Iterator[tuple[str, Network]]:
    """Key and range of all that a rule of a security group names: its own, those of a prefix list of the template."""
    body = as_map(rule)
    for key in (*_RANGES, *_LISTS):
        for one in listed(body.get(key), within) if key in _LISTS else [network(body.get(key))]:
            if one is not None:
                yield key, one


def listed(reference: Any, within: Resource) -> list[Network | None]:
    """The ranges of a prefix list, when it stands in the template; those of others are judged where they stand."""
    lists = within.template.of_type("AWS::EC2::PrefixList")
    named = [one for one in lists if text(reference) in (f"${{{one.id}}}", f"${{{one.id}.PrefixListId}}")]
    return [network(as_map(entry).get("Cidr")) for one in named for entry in as_list(one.get("Entries"))]
