"""Security groups: each with all of its rules, those included that nobody wrote."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from mlplatform.access.estate import Resource
from mlplatform.dossier.document import Group, Rule
from mlplatform.dossier.network_addresses import EVERYWHERE, NOWHERE
from mlplatform.dossier.reading import Reading, short

GROUP = "AWS::EC2::SecurityGroup"
CLOSING = ("Custom::ClosedDefaultSecurityGroup", "Custom::VpcRestrictDefaultSG")
"""Custom resources that take the rules of a VPC's default group away: the platform's, and the CDK's."""
RULES: Mapping[str, Literal["in", "out"]] = {
    "AWS::EC2::SecurityGroupIngress": "in",
    "AWS::EC2::SecurityGroupEgress": "out",
}
DEFAULT = "default group of the VPC"
PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
PEERS = (
    "CidrIp",
    "CidrIpv6",
    "SourcePrefixListId",
    "DestinationPrefixListId",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourceSecurityGroupName",
)


def groups(reading: Reading) -> Iterator[tuple[str, Group]]:
    """The security groups of an environment, each with the id of its VPC (empty where nobody says).

    A group that stands in no template and gets rules from one is there, with those rules.
    """
    made = reading.of(GROUP)
    names = _names(reading, made)
    beside = _beside(reading, names)
    for resource in made:
        own = reading.id(resource)
        rules = [*_inline(reading, resource, names), *beside.pop(own, [])]
        group = Group(id=own, place=resource.place, name=names[own], rules=_sorted(rules))
        yield reading.text(resource, "VpcId"), group
    for own, rules in sorted(beside.items()):
        yield "", Group(id=own, place="", name=own, rules=_sorted(rules))


def default_group(reading: Reading, vpc: str, place: str) -> Group:
    """The group that every VPC has: whoever is in it reaches each other and everything, unless somebody closed it."""
    for resource in reading.of(*CLOSING):
        if reading.text(resource, "VpcId") == vpc or reading.text(resource, "DefaultSecurityGroupId") == place:
            return Group(id=f"default group of {vpc}", place=resource.place, name=DEFAULT)
    rules = (
        Rule(direction="in", protocol="all", ports="all", peer="itself", proof=place),
        Rule(direction="out", protocol="all", ports="all", peer=EVERYWHERE, proof=place),
    )
    return Group(id=f"default group of {vpc}", place=place, name=DEFAULT, rules=rules)


def _names(reading: Reading, made: tuple[Resource, ...]) -> dict[str, str]:
    return {
        reading.id(resource): reading.text(resource, "GroupName")
        or reading.text(resource, "GroupDescription")
        or short(resource)
        for resource in made
    }


def _inline(reading: Reading, group: Resource, names: Mapping[str, str]) -> Iterator[Rule]:
    own = reading.id(group)
    for written in reading.items(group, "SecurityGroupIngress"):
        yield from _rule("in", written, own, group.place, names)
    outgoing = reading.items(group, "SecurityGroupEgress")
    for written in outgoing:
        yield from _rule("out", written, own, group.place, names)
    if not outgoing:
        # EC2 makes this rule for every group, and CloudFormation takes it away for one that is written in the group.
        yield Rule(direction="out", protocol="all", ports="all", peer=EVERYWHERE, proof=group.place)


def _beside(reading: Reading, names: Mapping[str, str]) -> dict[str, list[Rule]]:
    """Rules that are resources of their own, by the id of their group."""
    found: dict[str, list[Rule]] = {}
    for resource in reading.of(*RULES):
        own = reading.text(resource, "GroupId") or reading.text(resource, "GroupName")
        written = {name: reading.value(resource, name) for name in resource.properties}
        found.setdefault(own, []).extend(_rule(RULES[resource.type], written, own, resource.place, names))
    return found


def _rule(
    direction: Literal["in", "out"], written: Any, own: str, proof: str, names: Mapping[str, str]
) -> Iterator[Rule]:
    if not isinstance(written, Mapping):
        written = {"CidrIp": str(written)}
    protocol = str(written.get("IpProtocol", "-1"))
    for name in PEERS:
        peer = str(written.get(name) or "")
        if peer and peer != NOWHERE:
            called = "itself" if peer == own else names.get(peer, peer)
            known = PROTOCOLS.get(protocol, protocol)
            yield Rule(direction=direction, protocol=known, ports=_ports(written, known), peer=called, proof=proof)


def _ports(written: Mapping[str, Any], protocol: str) -> str:
    first, last = str(written.get("FromPort", "-1")), str(written.get("ToPort", "-1"))
    if protocol == "all" or first == "-1" or (first, last) == ("0", "65535"):
        return "all"
    return first if first == last else f"{first}-{last}"


def _sorted(rules: list[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule.direction, rule.peer, rule.protocol, rule.ports, rule.proof)))
