"""Rules on security groups and their rules, inline or standing alone."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, as_map, number, present, text
from .model import Resource, Rule

GROUP = "AWS::EC2::SecurityGroup"
INGRESS = (GROUP, "AWS::EC2::SecurityGroupIngress")
EGRESS = (GROUP, "AWS::EC2::SecurityGroupEgress")

WIDEST = 8
"""Shortest prefix that a rule may have: 10.0.0.0/8 is one organisation's network, 0.0.0.0/1 is half the internet."""

_SHELLS = (22, 3389)


def _rules(resource: Resource, direction: str) -> Iterator[Mapping[str, Any]]:
    if resource.type == GROUP:
        yield from (as_map(rule) for rule in as_list(resource.get(direction)))
    else:
        yield as_map(resource.properties)


def open_range(rule: Mapping[str, Any]) -> str | None:
    """The address range of a rule when it is (about) the whole internet."""
    for key in ("CidrIp", "CidrIpv6"):
        cidr = text(rule.get(key))
        if cidr and _prefix(cidr) < WIDEST:
            return cidr
    return None


def _prefix(cidr: str) -> int:
    try:
        return ipaddress.ip_network(cidr, strict=False).prefixlen
    except ValueError:
        return WIDEST  # a parameter, or the VPC's own range


def _ports(rule: Mapping[str, Any]) -> tuple[float, float]:
    first, last = number(rule.get("FromPort")), number(rule.get("ToPort"))
    if text(rule.get("IpProtocol")) in ("-1", "") or first is None or first < 0:
        return 0, 65535
    return first, last if last is not None else first


def _open_ingress(resource: Resource) -> list[str]:
    ranges = [open_range(rule) for rule in _rules(resource, "SecurityGroupIngress")]
    return [f"{cidr} may come in" for cidr in ranges if cidr]


def _open_shell(resource: Resource) -> list[str]:
    found = []
    for rule in _rules(resource, "SecurityGroupIngress"):
        cidr = open_range(rule)
        first, last = _ports(rule)
        found += [f"{cidr} may come in on port {port}" for port in _SHELLS if cidr and first <= port <= last]
    return found


def _open_egress(resource: Resource) -> list[str]:
    if resource.type == GROUP and not present(resource.get("SecurityGroupEgress")):
        return ["SecurityGroupEgress is absent, so AWS allows everything out"]
    ranges = [open_range(rule) for rule in _rules(resource, "SecurityGroupEgress")]
    return [f"everything may go out to {cidr}" for cidr in ranges if cidr]


RULES = (
    Rule(
        "VPC-04",
        "H",
        INGRESS,
        "Nobody comes in from anywhere.",
        "Name a security group, a prefix list or a private range.",
        _open_ingress,
        "SecurityGroupIngress",
    ),
    Rule(
        "VPC-05",
        "H",
        INGRESS,
        "Nobody opens a shell from anywhere.",
        "Take the rule away: Studio and Session Manager need no inbound port.",
        _open_shell,
        "SecurityGroupIngress",
    ),
    Rule(
        "VPC-06",
        "M",
        EGRESS,
        "Traffic goes out to named places only.",
        "Name a security group, a prefix list or a private range; none at all: 255.255.255.255/32, as the CDK writes.",
        _open_egress,
        "SecurityGroupEgress",
    ),
)
