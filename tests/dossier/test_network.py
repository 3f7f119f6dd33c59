"""Where traffic can go: every claim of the dossier about a network, on networks that break it."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mlplatform.dossier import read
from mlplatform.dossier.document import Endpoint, Network
from mlplatform.dossier.network import networks
from mlplatform.dossier.network_addresses import public
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_network import (
    EVERYBODY,
    OWN,
    assembly_of,
    endpoint,
    environment_of,
    network_of,
    policy,
    ref,
    resource,
    statement,
    template,
    vpc,
)

TO_INTERNET = resource(
    "EC2::Route", RouteTableId=ref("Table"), DestinationCidrBlock=EVERYBODY, GatewayId=ref("Gateway")
)
GATEWAY = resource("EC2::InternetGateway")


def route(**target: Any) -> dict[str, Any]:
    return resource("EC2::Route", RouteTableId=ref("Table"), **target)


def test_no_route_reaches_the_internet() -> None:
    found = network_of(vpc(S3=endpoint("s3"), Kms=endpoint("kms")))
    assert found.internet is None
    [subnet] = found.subnets
    assert [(reach.to, reach.via, reach.proof) for reach in subnet.reaches] == [
        ("s3", "gateway endpoint", "shop-0/S3"),
        ("kms", "interface endpoint", "shop-0/Kms"),
        ("10.0.0.0/16", "local", "shop-0/Vpc"),
    ]
    assert subnet.statement.endswith("No route leads to the internet.")


@pytest.mark.parametrize(
    ("to", "carrier", "via"),
    [
        ({"DestinationCidrBlock": EVERYBODY, "GatewayId": ref("Carrier")}, "EC2::InternetGateway", "internet gateway"),
        (
            {"DestinationCidrBlock": "0.0.0.0/1", "GatewayId": ref("Carrier")},
            "EC2::InternetGateway",
            "internet gateway",
        ),
        ({"DestinationCidrBlock": "8.8.8.0/24", "NatGatewayId": ref("Carrier")}, "EC2::NatGateway", "NAT gateway"),
        (
            {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": ref("Carrier")},
            "EC2::EgressOnlyInternetGateway",
            "egress-only internet gateway",
        ),
        (
            {"DestinationCidrBlock": EVERYBODY, "TransitGatewayId": ref("Carrier")},
            "EC2::TransitGateway",
            "transit gateway",
        ),
        (
            {"DestinationCidrBlock": EVERYBODY, "VpcPeeringConnectionId": ref("Carrier")},
            "EC2::VPCPeeringConnection",
            "peering connection",
        ),
        ({"DestinationPrefixListId": "pl-1", "NatGatewayId": ref("Carrier")}, "EC2::NatGateway", "NAT gateway"),
    ],
)
def test_every_way_to_the_internet_is_seen(to: dict[str, Any], carrier: str, via: str) -> None:
    found = network_of(vpc(Carrier=resource(carrier), Way=route(**to)))
    assert found.internet
    assert via in found.internet
    assert "shop-0/Way" in found.internet
    assert "It can reach the internet" in found.subnets[0].statement


def test_a_gateway_of_another_stack_is_followed() -> None:
    first = template(Gateway=GATEWAY) | {
        "Outputs": {"Out": {"Value": ref("Gateway"), "Export": {"Name": "the-gateway"}}}
    }
    second = vpc(Way=route(DestinationCidrBlock=EVERYBODY, GatewayId={"Fn::ImportValue": "the-gateway"}))
    found = network_of(first, second)
    assert found.internet == f"internet by internet gateway for {EVERYBODY} (shop-1/Way)"


def test_private_routes_are_no_internet() -> None:
    found = network_of(
        vpc(
            Transit=resource("EC2::TransitGateway"),
            Way=route(DestinationCidrBlock="10.9.0.0/16", TransitGatewayId=ref("Transit")),
        )
    )
    assert found.internet is None
    assert "10.9.0.0/16 by transit gateway (shop-0/Way)" in found.subnets[0].statement


def test_what_a_vpn_gateway_learns_is_unknown() -> None:
    learning = resource("EC2::VPNGatewayRoutePropagation", RouteTableIds=[ref("Table")], VpnGatewayId=ref("Vpn"))
    found = network_of(vpc(Vpn=resource("EC2::VPNGateway"), Learning=learning))
    assert found.internet
    assert found.internet.startswith("unknown: whatever the VPN gateway learns")


def test_a_vpc_of_somebody_else_is_unknown_and_never_without_a_route() -> None:
    found = network_of(template(Group=resource("EC2::SecurityGroup", VpcId="vpc-1", GroupDescription="Apps")))
    assert found.adopted
    assert found.internet == "unknown: no template holds the routes of vpc-1"
    assert found.names.startswith("unknown")


def test_an_own_subnet_without_a_table_in_an_adopted_vpc_is_unknown() -> None:
    found = network_of(template(Inner=resource("EC2::Subnet", VpcId="vpc-1", CidrBlock="10.0.1.0/24")))
    assert found.internet
    assert found.internet.startswith("unknown")


def test_a_vpc_that_only_a_parameter_knows_is_said_to_be_unknown() -> None:
    written = template(Group=resource("EC2::SecurityGroup", VpcId=ref("VpcId"), GroupDescription="Apps"))
    assembly = assembly_of(written | {"Parameters": {"VpcId": {"Type": "String"}}})
    [found] = networks(assembly, assembly.places[0])
    assert found.vpc == "unknown: parameter VpcId"
    assert [note.about for note in assembly.notes] == ["shop-0/Group.VpcId"]


def test_the_rule_that_nobody_wrote_is_there() -> None:
    found = network_of(vpc(Open=resource("EC2::SecurityGroup", VpcId=ref("Vpc"), GroupDescription="Open")))
    [rule] = next(group for group in found.groups if group.name == "Open").rules
    assert (rule.direction, rule.protocol, rule.peer) == ("out", "all", EVERYBODY)


def test_the_rule_that_lets_nobody_out_is_none() -> None:
    nowhere = [{"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86}]
    group = resource("EC2::SecurityGroup", VpcId=ref("Vpc"), GroupDescription="Shut", SecurityGroupEgress=nowhere)
    found = network_of(vpc(Shut=group))
    assert next(group for group in found.groups if group.name == "Shut").rules == ()


def test_the_default_group_is_open_unless_somebody_closes_it() -> None:
    closed, open_ = vpc(), vpc()
    del open_["Resources"]["Closing"]
    rules = [
        next(group for group in network_of(written).groups if group.name.startswith("default")).rules
        for written in (closed, open_)
    ]
    assert rules[0] == ()
    assert {(rule.direction, rule.peer) for rule in rules[1]} == {("in", "itself"), ("out", EVERYBODY)}


def test_rules_beside_a_group_are_its_rules() -> None:
    ingress = resource(
        "EC2::SecurityGroupIngress",
        GroupId={"Fn::GetAtt": ["Web", "GroupId"]},
        IpProtocol="tcp",
        FromPort=22,
        ToPort=22,
        CidrIp=EVERYBODY,
    )
    found = network_of(vpc(Ssh=ingress))
    rules = next(group for group in found.groups if group.name == "Web servers").rules
    assert ("in", "tcp", "22", EVERYBODY, "shop-0/Ssh") in {
        (rule.direction, rule.protocol, rule.ports, rule.peer, rule.proof) for rule in rules
    }


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([statement("All")], "anybody may do everything on anybody's resources."),
        ([statement("Own", Condition=OWN)], "this account (123456789012) may do everything on anybody's resources."),
        (
            [
                statement(
                    "Org",
                    Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1", "aws:ResourceAccount": "222233334444"}},
                )
            ],
            "organisation o-1 may do everything on resources of account 222233334444.",
        ),
        (
            [statement("Not", Effect="Deny", Action="s3:DeleteBucket")],
            "anybody may never do s3:DeleteBucket on anybody's resources.",
        ),
        # A key that a request need not have narrows nobody.
        (
            [statement("If", Condition={"StringEqualsIfExists": {"aws:PrincipalAccount": "1"}})],
            "anybody may do everything on anybody's resources.",
        ),
    ],
)
def test_whom_a_policy_admits(statements: list[Any], said: str) -> None:
    [found] = network_of(vpc(Kms=endpoint("kms", PolicyDocument=policy(*statements)))).endpoints
    assert found.policy == said


def test_no_policy_is_said() -> None:
    written = vpc(Kms=endpoint("kms"))
    del written["Resources"]["Kms"]["Properties"]["PolicyDocument"]
    [found] = network_of(written).endpoints
    assert (found.policy, found.statements) == ("no policy", ())


def test_a_known_way_out_hides_no_unknown_one() -> None:
    learning = resource("EC2::VPNGatewayRoutePropagation", RouteTableIds=[ref("Table")], VpnGatewayId=ref("Vpn"))
    found = network_of(vpc(Gateway=GATEWAY, Way=TO_INTERNET, Vpn=resource("EC2::VPNGateway"), Learning=learning))
    assert found.internet
    assert "shop-0/Way" in found.internet
    assert "shop-0/Learning" in found.internet


def test_links_to_the_data_centre() -> None:
    found = network_of(
        vpc(
            Vpn=resource("EC2::VPNGateway"),
            Tie=resource("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), VpnGatewayId=ref("Vpn")),
            Customer=resource("EC2::CustomerGateway", IpAddress="203.0.113.7"),
            Line=resource("EC2::VPNConnection", VpnGatewayId=ref("Vpn"), CustomerGatewayId=ref("Customer")),
            Hub=resource("EC2::TransitGatewayAttachment", VpcId=ref("Vpc"), TransitGatewayId="tgw-1"),
            Peer=resource("EC2::VPCPeeringConnection", VpcId=ref("Vpc"), PeerVpcId="vpc-9", PeerOwnerId="999999999999"),
            Names=resource(
                "Route53Resolver::ResolverEndpoint", Direction="OUTBOUND", IpAddresses=[{"SubnetId": ref("Inner")}]
            ),
        )
    )
    assert found.on_premises == (
        "VPN connection to 203.0.113.7 (shop-0/Line)",
        "VPN gateway (shop-0/Vpn)",
        "peering with vpc-9 of account 999999999999 (shop-0/Peer)",
        "resolver endpoint, outbound (shop-0/Names)",
        "transit gateway tgw-1 (shop-0/Hub)",
    )


def test_names_are_a_way_out_unless_a_firewall_filters_them() -> None:
    firewall = resource("Route53Resolver::FirewallRuleGroupAssociation", VpcId=ref("Vpc"))
    assert "no DNS firewall" in network_of(vpc()).names
    assert "a DNS firewall filters" in network_of(vpc(Firewall=firewall)).names


@pytest.mark.parametrize(
    ("type_", "properties", "outside"),
    [
        ("Lambda::Function", {}, True),
        ("Lambda::Function", {"VpcConfig": {"SubnetIds": [ref("Inner")]}}, False),
        ("SageMaker::Domain", {"VpcId": ref("Vpc")}, True),
        ("SageMaker::Domain", {"VpcId": ref("Vpc"), "AppNetworkAccessType": "VpcOnly"}, False),
        ("SageMaker::NotebookInstance", {}, True),
        ("SageMaker::NotebookInstance", {"DirectInternetAccess": "Disabled"}, False),
        ("SageMaker::Model", {"EnableNetworkIsolation": True}, False),
        ("ElasticLoadBalancingV2::LoadBalancer", {}, True),
        ("ElasticLoadBalancingV2::LoadBalancer", {"Scheme": "internal"}, False),
        ("ApiGateway::RestApi", {"EndpointConfiguration": {"Types": ["PRIVATE"]}}, False),
    ],
)
def test_what_no_route_shows_is_outside(type_: str, properties: dict[str, Any], outside: bool) -> None:
    environment = environment_of(assembly_of(vpc(It=resource(type_, **properties))))
    proofs = [reach.proof for network in environment.networks for reach in network.outside]
    assert proofs == (["shop-0/It"] if outside else [])


def test_functions_of_cloudformation_that_policies_never_use_are_read() -> None:
    written = vpc()
    written["Resources"]["Inner"]["Properties"]["CidrBlock"] = {
        "Fn::Select": [1, {"Fn::Cidr": [{"Fn::GetAtt": ["Vpc", "CidrBlock"]}, 4, 8]}]
    }
    assert network_of(written).subnets[0].cidr == "10.0.1.0/24"


def test_a_condition_that_nobody_can_evaluate_hides_nothing() -> None:
    written = vpc(Gateway=GATEWAY, Way=TO_INTERNET | {"Condition": "Maybe"})
    written |= {
        "Conditions": {"Maybe": {"Fn::Equals": [ref("Public"), "yes"]}},
        "Parameters": {"Public": {"Type": "String"}},
    }
    assembly = assembly_of(written)
    # The estate itself cannot say which resources there are, so the environment is given.
    place = assembly_of(vpc()).places[0]
    place = replace(place, stacks=assembly.estate.stacks)
    [found] = networks(assembly, place)
    assert found.internet
    assert any("condition Maybe" in note.text for note in assembly.notes)


@pytest.mark.parametrize(
    ("cidr", "expected"),
    [
        ("10.0.0.0/8", False),
        ("10.0.0.0/7", True),
        (EVERYBODY, True),
        ("128.0.0.0/1", True),
        ("172.16.0.0/12", False),
        ("::/0", True),
        ("fd00::/8", False),
        ("pl-1", False),
    ],
)
def test_addresses_of_the_internet(cidr: str, expected: bool) -> None:
    assert public(cidr) is expected


MARKUP = '<script>alert("x")</script>&\x00'


def test_the_picture_holds_no_markup_of_names() -> None:
    written = vpc(S3=endpoint("s3"))
    written["Resources"]["Web"]["Properties"]["GroupDescription"] = MARKUP
    written["Resources"]["Inner"]["Properties"]["AvailabilityZone"] = MARKUP
    root = ElementTree.fromstring(network_of(written).picture)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "line",
        "text",
    }
    assert any('Group: <script>alert("x")</script>&' in "".join(element.itertext()) for element in root.iter())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (policy(statement("Own", Condition=OWN)), "kms"),
        (policy(statement("All")), "kms, open policy"),
        (None, "kms, no policy"),
    ],
)
def test_the_picture_marks_endpoints_that_are_open(written: Any, said: str) -> None:
    root = ElementTree.fromstring(network_of(vpc(Kms=endpoint("kms", PolicyDocument=written))).picture)
    assert said in ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_picture_says_the_worst_first_and_has_words_for_those_who_do_not_see_it() -> None:
    found = network_of(vpc(Gateway=GATEWAY, Way=TO_INTERNET))
    root = ElementTree.fromstring(found.picture)
    name = "{http://www.w3.org/2000/svg}"
    assert root.attrib["width"] == "100%"
    assert "viewBox" in root.attrib
    title, description = root.find(f"{name}title"), root.find(f"{name}desc")
    assert title is not None
    assert "10.0.0.0/16" in str(title.text)
    assert description is not None
    assert found.subnets[0].statement in str(description.text)
    first = root.find(f"{name}text")
    assert first is not None
    assert "".join(first.itertext()).startswith("Reaches the internet")


@pytest.fixture(scope="module")
def adopted(synthesized: Callable[[str], Synthesized]) -> Network:
    assembly = read(synthesized("adopted-network").folder)
    [found] = networks(assembly, assembly.places[0])
    return found


def test_the_sample_in_an_adopted_vpc_says_what_nobody_knows(adopted: Network) -> None:
    assert adopted.adopted
    assert adopted.internet
    assert adopted.internet.startswith("unknown")
    assert len(adopted.subnets) == 3
    assert {e.policy for e in adopted.endpoints} == {"unknown: it belongs to the owner of the VPC"}


@pytest.mark.parametrize("name", ["minimal", "energy-retailer"])
def test_the_samples_reach_no_internet(name: str, synthesized: Callable[[str], Synthesized]) -> None:
    assembly = read(synthesized(name).folder)
    for place in assembly.places:
        # Nothing is outside of a VPC, so there is no second network.
        [network] = networks(assembly, place)
        assert network.internet is None
        assert not network.outside
        assert all(subnet.statement.endswith("No route leads to the internet.") for subnet in network.subnets)
        assert not [rule for group in network.groups for rule in group.rules if public(rule.peer)]
        assert all(_closed(endpoint, place.account) for endpoint in network.endpoints)
    assert assembly.notes == []


def _closed(found: Endpoint, account: str) -> bool:
    return found.policy.startswith(f"this account ({account}) may do everything on resources of this account")
