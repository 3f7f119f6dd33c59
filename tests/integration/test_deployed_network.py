"""The network, read back from EC2 property by property."""

from ipaddress import IPv4Network
from typing import Any

import pytest

from mlplatform.settings.features import endpoints_for
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS
from tools.local_platform import LocalPlatform

Contract = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def ec2(platform: LocalPlatform) -> Any:
    return platform.client("ec2")


@pytest.fixture(scope="module")
def mine(contract: Contract) -> list[dict[str, Any]]:
    return [{"Name": "vpc-id", "Values": [contract["network"]["vpc_id"]]}]


@pytest.fixture(scope="module")
def groups(ec2: Any, mine: Any) -> dict[str, dict[str, Any]]:
    """Security groups by id."""
    return {group["GroupId"]: group for group in ec2.describe_security_groups(Filters=mine)["SecurityGroups"]}


def test_the_vpc_has_the_range_of_the_file(ec2: Any, contract: Contract) -> None:
    vpc = ec2.describe_vpcs(VpcIds=[contract["network"]["vpc_id"]])["Vpcs"][0]
    assert vpc["CidrBlock"] == "10.20.0.0/20"


def test_subnets_lie_in_two_zones_and_give_no_public_address(ec2: Any, mine: Any, contract: Contract) -> None:
    subnets = ec2.describe_subnets(Filters=mine)["Subnets"]
    assert sorted(subnet["SubnetId"] for subnet in subnets) == sorted(contract["network"]["subnet_ids"])
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 2
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in subnets)
    assert all(IPv4Network(subnet["CidrBlock"]).subnet_of(IPv4Network("10.20.0.0/20")) for subnet in subnets)


def test_routes_stay_in_the_vpc_or_lead_to_s3_through_its_endpoint(ec2: Any, mine: Any, contract: Contract) -> None:
    tables = [t for t in ec2.describe_route_tables(Filters=mine)["RouteTables"] if t["Associations"][0].get("SubnetId")]
    assert len(tables) == len(contract["network"]["subnet_ids"])
    (s3,) = [e for e in ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"] if e["ServiceName"].endswith(".s3")]
    for table in tables:
        routes = {route["GatewayId"]: route for route in table["Routes"]}
        assert set(routes) == {"local", s3["VpcEndpointId"]}
        assert routes["local"]["DestinationCidrBlock"] == "10.20.0.0/20"
        assert routes[s3["VpcEndpointId"]]["DestinationPrefixListId"].startswith("pl-")


def test_nothing_leads_to_the_internet(ec2: Any, mine: Any, contract: Contract) -> None:
    attached = [{"Name": "attachment.vpc-id", "Values": [contract["network"]["vpc_id"]]}]
    assert ec2.describe_internet_gateways(Filters=attached)["InternetGateways"] == []
    assert ec2.describe_nat_gateways(Filters=mine)["NatGateways"] == []


def test_each_endpoint_is_private_and_has_its_policy(platform: LocalPlatform, ec2: Any, mine: Any) -> None:
    found = {e["ServiceName"]: e for e in ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]}
    wanted = {e.service_name(platform.region): e for e in endpoints_for(platform.environment)}
    assert set(found) == set(wanted)
    for name, endpoint in found.items():
        if wanted[name].kind == "gateway":
            assert (endpoint["VpcEndpointType"], len(endpoint["RouteTableIds"])) == ("Gateway", 2)
        else:
            assert (endpoint["VpcEndpointType"], len(endpoint["SubnetIds"])) == ("Interface", 2)
            assert endpoint["PrivateDnsEnabled"] is True
        assert wanted[name].policy is ("aws:PrincipalAccount" in endpoint["PolicyDocument"])


def test_an_endpoint_admits_this_account_only(platform: LocalPlatform, ec2: Any, mine: Any) -> None:
    endpoints = ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    kms = next(e for e in endpoints if e["ServiceName"].endswith(".kms"))
    account = platform.client("sts").get_caller_identity()["Account"]
    assert f'"aws:PrincipalAccount": "{account}"' in kms["PolicyDocument"]
    assert f'"aws:ResourceAccount": "{account}"' in kms["PolicyDocument"]


def test_the_default_security_group_lets_nothing_through(groups: dict[str, dict[str, Any]]) -> None:
    default = next(group for group in groups.values() if group["GroupName"] == "default")
    assert default["IpPermissions"] == []
    assert default["IpPermissionsEgress"] == []


def test_no_group_is_open(groups: dict[str, dict[str, Any]]) -> None:
    ranges = [
        block["CidrIp"]
        for group in groups.values()
        if not group["GroupName"].startswith("security-group-for-")  # SageMaker's own, for a domain's file system
        for rule in (*group["IpPermissions"], *group["IpPermissionsEgress"])
        for block in rule["IpRanges"]
    ]
    assert set(ranges) == {"255.255.255.255/32"}


def test_jobs_reach_the_endpoints_s3_and_themselves(groups: dict[str, dict[str, Any]], contract: Contract) -> None:
    jobs = contract["network"]["job_security_group_id"]
    endpoints = next(i for i, g in groups.items() if g["Description"] == "Interface endpoints of the VPC")
    egress = {
        (rule["FromPort"], rule["ToPort"], target.get("GroupId") or target["PrefixListId"])
        for rule in groups[jobs]["IpPermissionsEgress"]
        for target in (*rule["UserIdGroupPairs"], *rule["PrefixListIds"])
    }
    assert egress == {(443, 443, endpoints), (443, 443, S3_PREFIX_LISTS["eu-west-1"]), (0, 65535, jobs)}


def test_every_connection_is_logged_for_400_days(platform: LocalPlatform, ec2: Any, contract: Contract) -> None:
    vpc = [{"Name": "resource-id", "Values": [contract["network"]["vpc_id"]]}]
    (flow_log,) = ec2.describe_flow_logs(Filters=vpc)["FlowLogs"]
    assert flow_log["TrafficType"] == "ALL"
    assert flow_log["LogDestinationType"] == "cloud-watch-logs"
    name = flow_log["LogGroupName"]
    (group,) = platform.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert (group["retentionInDays"], group["kmsKeyId"]) == (400, contract["keys"]["logs"])
