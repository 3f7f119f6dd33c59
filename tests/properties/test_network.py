"""The network by property: no way out, narrow groups, closed endpoints."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.catalogue.frameworks import FRAMEWORKS
from mlplatform.settings.services import TAKES_POLICY
from tests.conftest import Assembly
from tests.properties.estate import Estate, Fault, add, change

GROUP, ENDPOINT = "AWS::EC2::SecurityGroup", "AWS::EC2::VPCEndpoint"
RULES = ("AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress")
WAYS_OUT = {
    *("AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::VPCGatewayAttachment"),
    *("AWS::EC2::EgressOnlyInternetGateway", "AWS::EC2::CarrierGateway", "AWS::EC2::VPCPeeringConnection"),
    *("AWS::EC2::Route", "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::VPNGateway"),
}
OWNED_BY_OTHERS = ("AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::RouteTable", ENDPOINT, "AWS::EC2::FlowLog")
NOWHERE = "255.255.255.255/32"
OF_AWS = {
    ("s3:GetObject", "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"),
    ("s3:PutObject", "arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*"),
}
"""Buckets of AWS' own that are reached through the S3 endpoint: image layers of ECR, answers to CloudFormation."""
PULL = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
PREBUILT = {image.repository for framework in FRAMEWORKS for image in framework.images.values()}
"""AWS' prebuilt containers of the catalogue, which are in accounts of AWS'."""
TARGETS = ("SourceSecurityGroupId", "DestinationSecurityGroupId", "DestinationPrefixListId")
Check = Callable[[Estate], list[str]]


def ways_out(estate: Estate) -> list[str]:
    return [resource.name for resource in estate.resources if resource.type in WAYS_OUT]


def public_subnets(estate: Estate) -> list[str]:
    subnets = estate.of("AWS::EC2::Subnet")
    return [subnet.name for subnet in subnets if subnet.properties.get("MapPublicIpOnLaunch") is not False]


def open_groups(estate: Estate) -> list[str]:
    """Every group has its egress inline, so EC2 adds none of its own; every rule has one target and one port range."""
    groups = [group for group in estate.of(GROUP) if not group.properties.get("SecurityGroupEgress")]
    rules = [(g.name, rule) for g in estate.of(GROUP) for rule in g.properties.get("SecurityGroupEgress", [])]
    rules += [(g.name, rule) for g in estate.of(GROUP) for rule in g.properties.get("SecurityGroupIngress", [])]
    rules += [(rule.name, rule.properties) for rule in estate.of(*RULES)]
    return [group.name for group in groups] + [name for name, rule in rules if not _narrow(rule)]


def _narrow(rule: dict[str, Any]) -> bool:
    if rule.get("CidrIp") == NOWHERE:
        return bool(rule["IpProtocol"] == "icmp" and not set(TARGETS) & set(rule))
    return rule["IpProtocol"] == "tcp" and len(set(TARGETS) & set(rule)) == 1 and not {"CidrIp", "CidrIpv6"} & set(rule)


def wide_ports(estate: Estate) -> list[str]:
    """More than one port only among the members of a group itself."""
    return [
        rule.name
        for rule in estate.of(*RULES)
        if rule.properties["FromPort"] != rule.properties["ToPort"]
        and rule.properties["GroupId"] not in [rule.properties.get(target) for target in TARGETS]
    ]


def open_endpoints(estate: Estate) -> list[str]:
    """A policy wherever the service takes one: this account's principals, or one bucket of AWS' own."""
    found = []
    for endpoint in estate.of(ENDPOINT):
        service = endpoint.properties["ServiceName"].partition("eu-west-1.")[2] or "studio"
        policy = endpoint.properties.get("PolicyDocument")
        if TAKES_POLICY[service] != bool(policy):
            found.append(f"{endpoint.name}: policy")
        rows = (policy or {"Statement": []})["Statement"]
        found += [endpoint.name for row in rows if not _closed(row, service, estate.account)]
    return found


def _closed(row: dict[str, Any], service: str, own: str) -> bool:
    account = {
        "StringEquals": {"aws:PrincipalAccount": own},
        "StringEqualsIfExists": {"aws:ResourceAccount": own},
    }
    if service in ("ecr.api", "ecr.dkr") and row.get("Condition") == {"StringEquals": account["StringEquals"]}:
        return set(row["Action"]) == PULL and {arn.partition(":repository/")[2] for arn in row["Resource"]} == PREBUILT
    return row.get("Condition") == account or (service == "s3" and (_of_aws(row) or _of_trainers(row, own)))


def _of_aws(row: dict[str, Any]) -> bool:
    return any((row["Action"], row["Resource"]) == pair for pair in OF_AWS)


def _of_trainers(row: dict[str, Any], own: str) -> bool:
    """This account's principals read model files where they were trained."""
    condition = row.get("Condition", {}).get("StringEquals", {})
    reads = row["Action"] == ["s3:GetObject", "s3:ListBucket"] and len(row["Resource"]) == 2
    buckets, files = row["Resource"] if reads else ("", "")
    named = files == f"{buckets}/artefacts/*" and buckets.startswith("arn:aws:s3:::volta-")
    accounts = set(condition.get("aws:ResourceAccount", [])) - {own}
    return reads and named and condition.get("aws:PrincipalAccount") == own and bool(accounts)


def public_names(estate: Estate) -> list[str]:
    """Interface endpoints answer to the services' own names; a gateway has none."""
    interfaces = [one for one in estate.of(ENDPOINT) if one.properties["VpcEndpointType"] == "Interface"]
    return [endpoint.name for endpoint in interfaces if endpoint.properties.get("PrivateDnsEnabled") is not True]


def unrecorded(estate: Estate) -> list[str]:
    logs = [log.properties for log in estate.of("AWS::EC2::FlowLog") if log.properties["TrafficType"] == "ALL"]
    recorded = {log["ResourceId"] for log in logs}
    return [vpc.name for vpc in estate.of("AWS::EC2::VPC") if f"<<{vpc.name}>>" not in recorded]


CHECKS = (ways_out, public_subnets, open_groups, wide_ports, open_endpoints, public_names, unrecorded)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert check(each) == []


def _prebuilt(edit: Callable[[dict[str, Any]], object]) -> Fault:
    """A fault in what the endpoints of ECR say of AWS' containers."""

    def fault(templates: dict[str, Any]) -> None:
        resources = [r for template in templates.values() for r in template["Resources"].values()]
        policies = [r["Properties"].get("PolicyDocument") for r in resources if r["Type"] == ENDPOINT]
        edit(
            next(row for policy in policies if policy for row in policy["Statement"] if row["Sid"] == "PrebuiltImages")
        )

    return fault


OPEN = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
FAULTS: list[tuple[Check, Fault]] = [
    (ways_out, add("AWS::EC2::InternetGateway")),
    (ways_out, add("AWS::EC2::Route", DestinationCidrBlock="0.0.0.0/0")),
    (public_subnets, change("AWS::EC2::Subnet", lambda subnet: subnet.update(MapPublicIpOnLaunch=True))),
    (open_groups, change(GROUP, lambda group: group.pop("SecurityGroupEgress"))),
    (open_groups, change(GROUP, lambda group: group["SecurityGroupEgress"].append(OPEN))),
    (open_groups, change(GROUP, lambda group: group.update(SecurityGroupIngress=[OPEN]))),
    (open_groups, add(RULES[0], GroupId="sg", **OPEN)),
    (wide_ports, change(RULES[1], lambda rule: rule.update(FromPort=0, ToPort=65535, SourceSecurityGroupId="sg-2"))),
    (open_endpoints, change(ENDPOINT, lambda endpoint: endpoint.pop("PolicyDocument"))),
    (open_endpoints, change(ENDPOINT, lambda one: one["PolicyDocument"]["Statement"][0].pop("Condition"))),
    (open_endpoints, _prebuilt(lambda row: row.pop("Condition"))),
    (open_endpoints, _prebuilt(lambda row: row.update(Action=["ecr:*"]))),
    (open_endpoints, _prebuilt(lambda row: row["Resource"].append("arn:aws:ecr:eu-west-1:763104351884:repository/*"))),
    (public_names, change(ENDPOINT, lambda endpoint: endpoint.update(PrivateDnsEnabled=False))),
    (unrecorded, change("AWS::EC2::FlowLog", lambda log: log.update(TrafficType="REJECT"))),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


def test_a_created_network_is_there(estate: Estate) -> None:
    """What is checked above exists at all."""
    assert {type_ for type_ in OWNED_BY_OTHERS if estate.of(type_)} == set(OWNED_BY_OTHERS)


def test_an_adopted_network_stays_its_owners(synthesized: Callable[[str], Assembly]) -> None:
    adopted = Estate(synthesized("adopted-network").templates)
    assert adopted.of(*OWNED_BY_OTHERS) == []
    assert {group.properties["VpcId"] for group in adopted.of(GROUP)} == {"vpc-0a1b2c3d4e5f60718"}


def test_the_default_group_is_closed_when_its_function_can_be_reached(estate: Estate) -> None:
    """The endpoints and the rule that lets functions in come first, and go last."""
    [closed] = estate.of("Custom::ClosedDefaultSecurityGroup")
    types = sorted(estate.templates[closed.stack]["Resources"][id_]["Type"] for id_ in closed.raw["DependsOn"])
    assert types == ["AWS::EC2::SecurityGroupIngress", ENDPOINT, ENDPOINT]
