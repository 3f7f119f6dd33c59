"""Each change of a network, one at a time: the dossier says exactly that one."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlplatform.access import Estate
from mlplatform.access.assembly import Stack, read_stacks
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Change
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_network import (
    EVERYBODY,
    Template,
    assembly_of,
    changed,
    changes,
    edited,
    endpoint,
    environment_of,
    logical_id,
    policy,
    ref,
    renamed,
    resource,
    statement,
    template,
    vpc,
)

BASE = vpc(
    S3=endpoint("s3"),
    Kms=endpoint("kms"),
    Igw=resource("EC2::InternetGateway"),
    Transit=resource("EC2::TransitGateway"),
    Office=resource(
        "EC2::Route", RouteTableId=ref("Table"), DestinationCidrBlock="10.9.0.0/16", TransitGatewayId=ref("Transit")
    ),
)


def put(id_: str, type_: str, **properties: Any) -> Callable[[Template], None]:
    def edit(written: Template) -> None:
        written["Resources"][id_] = resource(type_, **properties)

    return edit


def take(id_: str, *path: str) -> Callable[[Template], None]:
    def edit(written: Template) -> None:
        found = written["Resources"] if not path else written["Resources"][id_]["Properties"]
        del found[path[0] if path else id_]

    return edit


def let(id_: str, name: str, value: Any) -> Callable[[Template], None]:
    def edit(written: Template) -> None:
        written["Resources"][id_]["Properties"][name] = value

    return edit


def way(**target: Any) -> Callable[[Template], None]:
    return put("Way", "EC2::Route", RouteTableId=ref("Table"), **target)


def rule(**more: Any) -> dict[str, Any]:
    return {"CidrIp": "10.0.0.0/16", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443} | more


@pytest.mark.parametrize(
    ("edit", "kind", "place", "title"),
    [
        (
            way(DestinationCidrBlock=EVERYBODY, GatewayId=ref("Igw")),
            "internet",
            "shop-0/Way",
            "The subnet 10.0.1.0/24: a new route leads to internet.",
        ),
        (
            way(DestinationCidrBlock="10.8.0.0/16", TransitGatewayId=ref("Transit")),
            "route",
            "shop-0/Way",
            "The subnet 10.0.1.0/24: a new route leads to 10.8.0.0/16.",
        ),
        (take("Office"), "route", "shop-0/Office", "The subnet 10.0.1.0/24: no route leads to 10.9.0.0/16 any more."),
        (
            let("Office", "TransitGatewayId", "tgw-1"),
            "route",
            "shop-0/Office",
            "The subnet 10.0.1.0/24: traffic to 10.9.0.0/16 goes another way.",
        ),
        (
            put("Ssh", "EC2::SecurityGroupIngress", GroupId=ref("Web"), **rule(CidrIp=EVERYBODY)),
            "internet",
            "shop-0/Ssh",
            f"The security group Web servers has a new rule: in from {EVERYBODY}: tcp 443.",
        ),
        (
            put("Ssh", "EC2::SecurityGroupIngress", GroupId=ref("Web"), **rule()),
            "rule",
            "shop-0/Ssh",
            "The security group Web servers has a new rule: in from 10.0.0.0/16: tcp 443.",
        ),
        (
            let("Web", "SecurityGroupEgress", [rule(ToPort=500)]),
            "rule",
            "shop-0/Web",
            "The security group Web servers changes: out to 10.0.0.0/16: tcp 443, now out to 10.0.0.0/16: tcp 443-500.",
        ),
        (
            take("Web", "SecurityGroupEgress"),
            "internet",
            "shop-0/Web",
            f"The security group Web servers changes: out to 10.0.0.0/16: tcp 443, now out to {EVERYBODY}: everything.",
        ),
        (take("Kms"), "endpoint", "shop-0/Kms", "The interface endpoint for kms is gone."),
        (take("S3"), "endpoint", "shop-0/S3", "The gateway endpoint for s3 is gone."),
        (
            put("Sts", "EC2::VPCEndpoint", **endpoint("sts")["Properties"]),
            "endpoint",
            "shop-0/Sts",
            "New interface endpoint for sts.",
        ),
        (
            take("Kms", "PolicyDocument"),
            "endpoint",
            "shop-0/Kms",
            "The endpoint for kms loses its policy: anybody may do everything.",
        ),
        (
            let("Kms", "PolicyDocument", policy(statement("Own"))),
            "endpoint",
            "shop-0/Kms",
            "The endpoint for kms has another policy.",
        ),
        (
            let("Kms", "PrivateDnsEnabled", False),
            "endpoint",
            "shop-0/Kms",
            "The endpoint for kms answers no longer under the service's own name.",
        ),
        (
            put("Far", "EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.2.0/24", AvailabilityZone="b"),
            "route",
            "shop-0/Far",
            "New subnet 10.0.2.0/24 in b.",
        ),
        (
            put("Peer", "EC2::VPCPeeringConnection", VpcId=ref("Vpc"), PeerVpcId="vpc-9"),
            "route",
            "shop-0/Peer",
            "New link to another network: peering with vpc-9.",
        ),
        (
            put("Firewall", "Route53Resolver::FirewallRuleGroupAssociation", VpcId=ref("Vpc")),
            "route",
            "shop-0/Vpc",
            "Names are resolved in another way.",
        ),
        (
            put("Task", "Lambda::Function", FunctionName="task"),
            "internet",
            "shop-0/Task",
            "Function task, in a network of AWS's own reaches the internet: now.",
        ),
        (
            put("New", "EC2::SecurityGroup", VpcId=ref("Vpc"), GroupDescription="New", SecurityGroupEgress=[rule()]),
            "rule",
            "shop-0/New",
            "New security group New.",
        ),
        (take("Web"), "rule", "shop-0/Web", "The security group Web servers is gone."),
        (put("Two", "EC2::VPC", CidrBlock="10.7.0.0/16"), "internet", "shop-0/Two",
         "New network 10.7.0.0/16, which reaches the internet."),  # its default group lets everything out
    ],
)  # fmt: skip
def test_one_change_is_one_change(edit: Callable[[Template], None], kind: str, place: str, title: str) -> None:
    [found] = changed(BASE, edit)
    assert (found.kind, found.place, found.title) == (kind, place, title)


def test_an_identical_assembly_changes_nothing() -> None:
    assert changed(BASE, lambda written: None) == []


def test_a_change_says_what_was_and_what_is() -> None:
    [found] = changed(BASE, let("Kms", "PolicyDocument", policy(statement("Own"))))
    condition = " where StringEquals aws:PrincipalAccount = 123456789012"
    assert found.before == f"Allow * on * to *{condition} (Own)"
    assert found.after == "Allow * on * to * (Own)"


def test_a_route_of_many_subnets_is_one_change() -> None:
    base = copy.deepcopy(BASE)
    base["Resources"] |= {
        "Two": resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.2.0/24"),
        "TwoTies": resource("EC2::SubnetRouteTableAssociation", SubnetId=ref("Two"), RouteTableId=ref("Table")),
    }
    [found] = changed(base, way(DestinationCidrBlock=EVERYBODY, GatewayId=ref("Igw")))
    assert found.title == "Subnets 10.0.1.0/24, 10.0.2.0/24: a new route leads to internet."


@pytest.mark.parametrize("old", ["Vpc", "Inner", "Table", "Web", "Kms", "S3", "Office", "Igw", "Transit", "Ties"])
def test_a_renamed_resource_is_no_change(old: str) -> None:
    peer = copy.deepcopy(BASE)
    peer["Resources"]["Itself"] = resource(
        "EC2::SecurityGroupIngress", GroupId=ref("Web"), SourceSecurityGroupId=ref("Web")
    )
    peer["Resources"]["Kms"]["Properties"]["PolicyDocument"] = policy(
        statement("Near", Condition={"StringEquals": {"aws:SourceVpc": ref("Vpc"), "aws:SourceVpce": ref("S3")}})
    )

    def edit(written: Template) -> None:
        written["Resources"] = _renamed(written["Resources"], old, f"{old}Anew")

    assert changed(peer, edit) == []


def test_a_group_that_is_described_otherwise_is_no_change() -> None:
    client = resource("EC2::SecurityGroup", VpcId=ref("Vpc"), GroupDescription="Client", SecurityGroupEgress=[
        {"DestinationSecurityGroupId": ref("Web"), "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    ])  # fmt: skip
    base = copy.deepcopy(BASE)
    base["Resources"]["Client"] = client
    assert changed(base, let("Web", "GroupDescription", "Servers")) == []


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {new if key == old else key: _renamed(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    return new if value == old else value


def test_a_network_that_comes_or_goes_is_one_change() -> None:
    before, after = environment_of(assembly_of(template(A=resource("S3::Bucket")))), environment_of(assembly_of(vpc()))
    assert [found.title for found in changes(before, after) if found.kind == "route"] == ["New network 10.0.0.0/16."]
    assert [found.title for found in changes(after, before) if found.kind == "route"] == [
        "The network 10.0.0.0/16 is gone."
    ]


# The same on the default organisation -----------------------------------------------------------------------------

NETWORK = "volta-prod-Network"


@pytest.fixture(scope="module")
def volta(synthesized: Callable[[str], Synthesized]) -> tuple[Stack, ...]:
    return read_stacks(synthesized("energy-retailer").folder)


def differs(volta: tuple[Stack, ...], after: tuple[Stack, ...], environment: str = "prod") -> list[Change]:
    one, other = (
        environment_of(Assembly(folder=Path("volta"), estate=Estate(stacks)), environment) for stacks in (volta, after)
    )
    return changes(one, other)


def test_an_open_security_group(volta: tuple[Stack, ...]) -> None:
    group = logical_id(volta, NETWORK, "AWS::EC2::SecurityGroup", "NetworkClientsJobs")
    rule = {"CidrIp": EVERYBODY, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}

    def edit(written: Template) -> None:
        written["Resources"][group]["Properties"]["SecurityGroupEgress"].append(rule)

    [found] = differs(volta, edited(volta, NETWORK, edit))
    assert (found.kind, found.place) == ("internet", f"{NETWORK}/{group}")
    assert found.after == f"out to {EVERYBODY}: tcp 443"


def test_a_removed_endpoint_policy(volta: tuple[Stack, ...]) -> None:
    s3 = logical_id(volta, NETWORK, "AWS::EC2::VPCEndpoint", "NetworkS3")
    [found] = differs(volta, edited(volta, NETWORK, take(s3, "PolicyDocument")))
    assert (found.kind, found.place) == ("endpoint", f"{NETWORK}/{s3}")
    assert "loses its policy" in found.title


def test_a_route_to_an_internet_gateway(volta: tuple[Stack, ...]) -> None:
    table = logical_id(volta, NETWORK, "AWS::EC2::RouteTable", "NetworkVpcIsolatedSubnet1")

    def edit(written: Template) -> None:
        written["Resources"] |= {
            "Igw": resource("EC2::InternetGateway"),
            "Way": resource(
                "EC2::Route", RouteTableId=ref(table), DestinationCidrBlock=EVERYBODY, GatewayId=ref("Igw")
            ),
        }

    [found] = differs(volta, edited(volta, NETWORK, edit))
    assert (found.kind, found.place) == ("internet", f"{NETWORK}/Way")
    assert "10.67.0.0/22" in found.title


def test_the_default_group_is_open_again(volta: tuple[Stack, ...]) -> None:
    closing = logical_id(volta, NETWORK, "Custom::ClosedDefaultSecurityGroup", "Default")
    found = differs(volta, edited(volta, NETWORK, take(closing)))
    assert sorted((change.kind, change.after) for change in found) == [
        ("internet", f"out to {EVERYBODY}: everything"),
        ("rule", "in from itself: everything"),
    ]


@pytest.mark.parametrize(
    ("type_", "start"),
    [
        ("AWS::EC2::VPC", "Network"),
        ("AWS::EC2::Subnet", "NetworkVpcIsolatedSubnet1"),
        ("AWS::EC2::SecurityGroup", "NetworkClientsJobs"),
        ("AWS::EC2::SecurityGroup", "NetworkEndpoints"),
        ("AWS::EC2::VPCEndpoint", "NetworkS3"),
        ("AWS::EC2::RouteTable", "NetworkVpcIsolatedSubnet2"),
        ("AWS::EC2::SecurityGroupIngress", "NetworkJobsToEndpoints"),
    ],
)
def test_a_renamed_construct_is_no_change(type_: str, start: str, volta: tuple[Stack, ...]) -> None:
    old = logical_id(volta, NETWORK, type_, start)
    after = renamed(volta, old, f"Anew{old[:-8]}0BADC0DE")
    assert differs(volta, after) == []
