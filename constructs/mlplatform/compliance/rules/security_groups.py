"""Rules on security groups and their rules, inline or standing alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from .addresses import is_open, ranges
from .cfn import as_map, number, present, text
from .lists import readable
from .model import Fault, Resource, Rule

GROUP = "AWS::EC2::SecurityGroup"
INGRESS = (
    GROUP,
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ElastiCache::SecurityGroupIngress",
    "AWS::RDS::DBSecurityGroupIngress",
    "AWS::Redshift::ClusterSecurityGroupIngress",
)
EGRESS = (GROUP, "AWS::EC2::SecurityGroupEgress")

_SHELLS = (22, 3389)


def _rules(resource: Resource, direction: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and body of each rule: of a group's own, or the resource itself."""
    if resource.type == GROUP:
        yield from readable(resource.get(direction), direction)
    else:
        yield "", as_map(resource.properties)


def _open(resource: Resource, direction: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Path, range and body of each rule that names (about) the whole internet."""
    for path, rule in _rules(resource, direction):
        for key, range_ in ranges(rule, resource):
            if is_open(range_):
                yield f"{path}.{key}".lstrip("."), str(range_), rule


def _ports(rule: Mapping[str, Any]) -> tuple[float, float]:
    first, last = number(rule.get("FromPort")), number(rule.get("ToPort"))
    if text(rule.get("IpProtocol")) in ("-1", "") or first is None or first < 0:
        return 0, 65535
    return first, last if last is not None else first


def _open_ingress(resource: Resource) -> list[Fault]:
    found = _open(resource, "SecurityGroupIngress")
    return [Fault(f"{range_} may come in", path) for path, range_, _ in found]


def _open_shell(resource: Resource) -> list[Fault]:
    found = []
    for path, range_, rule in _open(resource, "SecurityGroupIngress"):
        first, last = _ports(rule)
        ports = [port for port in _SHELLS if first <= port <= last]
        found += [Fault(f"{range_} may come in on port {port}", path) for port in ports]
    return found


def _open_egress(resource: Resource) -> list[Fault]:
    if resource.type == GROUP and not present(resource.get("SecurityGroupEgress")):
        return [Fault("SecurityGroupEgress is absent, so AWS allows everything out", "SecurityGroupEgress")]
    found = _open(resource, "SecurityGroupEgress")
    return [Fault(f"everything may go out to {range_}", path) for path, range_, _ in found]


RULES = (
    Rule(
        "VPC-04",
        "H",
        INGRESS,
        "Nobody comes in from anywhere.",
        "Name a security group, a prefix list or a private range.",
        _open_ingress,
    ),
    Rule(
        "VPC-05",
        "H",
        INGRESS,
        "Nobody opens a shell from anywhere.",
        "Take the rule away: Studio and Session Manager need no inbound port.",
        _open_shell,
    ),
    Rule(
        "VPC-06",
        "M",
        EGRESS,
        "Traffic goes out to named places only.",
        "Name a security group, a prefix list or a private range; none at all: 255.255.255.255/32, as the CDK writes.",
        _open_egress,
    ),
)
