"""EC2's core: every property reads back, updates reach EC2, deletes leave nothing."""

import json

import pytest

from tests.localaws.account import Template, TestAccount, allow, att, ref, resource, trust

pytestmark = pytest.mark.local_aws


def _rule(number: int, **rest: object) -> dict[str, object]:
    return {"IpProtocol": "tcp", "FromPort": number, "ToPort": number, **rest}


def _network(**changes: object) -> dict[str, object]:
    """A private network with both kinds of endpoints and a flow log."""
    return {**_vpc(), **_subnet(), **_security_group(), **_endpoints(), **_flow_log(), **changes}


def _vpc() -> Template:
    names = [{"Key": "Name", "Value": "private"}]
    dns = {"EnableDnsHostnames": True, "EnableDnsSupport": True}
    return {"Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", Tags=names, **dns)}


def _subnet() -> Template:
    """A subnet with a table of its own."""
    first = {"Fn::Select": [0, {"Fn::GetAZs": ""}]}
    subnet = {"CidrBlock": "10.0.0.0/24", "AvailabilityZone": first, "MapPublicIpOnLaunch": False}
    both = {"RouteTableId": ref("Table"), "SubnetId": ref("Subnet")}
    return {
        "Subnet": resource("AWS::EC2::Subnet", VpcId=ref("Vpc"), **subnet),
        "Table": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
        "Association": resource("AWS::EC2::SubnetRouteTableAssociation", **both),
    }


def _security_group() -> Template:
    """A group with rules of its own, and with two that stand alone."""
    group, itself = {"GroupId": att("Group", "GroupId")}, ref("Group")
    return {
        "Group": _group(_rule(443, CidrIp="10.0.0.0/16", Description="https")),
        "In": resource("AWS::EC2::SecurityGroupIngress", **group, **_rule(2049, SourceSecurityGroupId=itself)),
        "Out": resource("AWS::EC2::SecurityGroupEgress", **group, **_rule(2049, DestinationSecurityGroupId=itself)),
    }


def _group(ingress: dict[str, object]) -> Template:
    return resource(
        "AWS::EC2::SecurityGroup",
        GroupDescription="endpoints",
        VpcId=ref("Vpc"),
        SecurityGroupIngress=[ingress],
        SecurityGroupEgress=[_rule(443, CidrIp="10.0.0.0/16")],
    )


def _endpoints() -> Template:
    """S3 by both kinds."""
    return {
        "Gateway": resource(
            "AWS::EC2::VPCEndpoint",
            VpcId=ref("Vpc"),
            ServiceName={"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
            VpcEndpointType="Gateway",
            RouteTableIds=[ref("Table")],
            PolicyDocument=allow("s3:GetObject"),
        ),
        "Interface": _interface_endpoint(),
    }


def _interface_endpoint(**changes: object) -> Template:
    properties: Template = {
        "VpcId": ref("Vpc"),
        "ServiceName": "com.amazonaws.eu-west-1.s3",
        "VpcEndpointType": "Interface",
        "SubnetIds": [ref("Subnet")],
        "SecurityGroupIds": [ref("Group")],
        "PrivateDnsEnabled": True,
        "DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": "OnlyInboundResolver"},
        "PolicyDocument": allow("s3:PutObject"),
    }
    return resource("AWS::EC2::VPCEndpoint", **(properties | changes))


def _flow_log() -> Template:
    """All traffic, to a group of logs."""
    return {
        "Logs": resource("AWS::Logs::LogGroup", LogGroupName="/flow"),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("vpc-flow-logs")),
        "Flow": resource(
            "AWS::EC2::FlowLog",
            ResourceId=ref("Vpc"),
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="cloud-watch-logs",
            LogGroupName=ref("Logs"),
            DeliverLogsPermissionArn=att("Role", "Arn"),
            MaxAggregationInterval=60,
        ),
    }


def test_a_network_reads_back_property_by_property(account: TestAccount) -> None:
    outputs = account.create("s", _network(), Outputs={"Default": {"Value": att("Vpc", "DefaultSecurityGroup")}})
    ec2, vpc = account.client("ec2"), account.physical_id("s", "Vpc")
    [found] = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    assert found["CidrBlock"] == "10.0.0.0/16"
    assert {"Key": "Name", "Value": "private"} in found["Tags"]
    for attribute in ("enableDnsHostnames", "enableDnsSupport"):
        [value] = [v for k, v in ec2.describe_vpc_attribute(VpcId=vpc, Attribute=attribute).items() if k[0] == "E"]
        assert value == {"Value": True}
    [subnet] = ec2.describe_subnets(SubnetIds=[account.physical_id("s", "Subnet")])["Subnets"]
    assert (subnet["AvailabilityZone"], subnet["MapPublicIpOnLaunch"]) == ("eu-west-1a", False)
    [table] = ec2.describe_route_tables(RouteTableIds=[account.physical_id("s", "Table")])["RouteTables"]
    assert table["Associations"][0]["SubnetId"] == subnet["SubnetId"]
    assert outputs["Default"].startswith("sg-")
    [flow] = ec2.describe_flow_logs()["FlowLogs"]
    assert (flow["ResourceId"], flow["TrafficType"], flow["LogGroupName"]) == (vpc, "ALL", "/flow")
    assert (flow["MaxAggregationInterval"], flow["DeliverLogsStatus"]) == (60, "SUCCESS")


def test_security_group_rules_read_back(account: TestAccount) -> None:
    account.create("s", _network())
    ec2, group = account.client("ec2"), account.physical_id("s", "Group")
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    seen = {(r["IsEgress"], r["FromPort"], r.get("CidrIpv4") or r["ReferencedGroupInfo"]["GroupId"]) for r in rules}
    cidr = "10.0.0.0/16"
    assert seen == {(False, 443, cidr), (True, 443, cidr), (False, 2049, group), (True, 2049, group)}


def test_inline_rules_change_and_standalone_rules_stay(account: TestAccount) -> None:
    account.create("s", _network())
    account.update("s", _network(Group=_group(_rule(8443, CidrIp="10.0.0.0/16"))))
    [found] = account.client("ec2").describe_security_groups(GroupIds=[account.physical_id("s", "Group")])[
        "SecurityGroups"
    ]
    assert {rule["FromPort"] for rule in found["IpPermissions"]} == {8443, 2049}
    assert {rule["FromPort"] for rule in found["IpPermissionsEgress"]} == {443, 2049}


def test_endpoints_read_back_and_change(account: TestAccount) -> None:
    account.create("s", _network())
    ec2 = account.client("ec2")

    def endpoint(logical_id: str) -> dict[str, object]:
        found: dict[str, object] = ec2.describe_vpc_endpoints(VpcEndpointIds=[account.physical_id("s", logical_id)])[
            "VpcEndpoints"
        ][0]
        return found

    gateway, interface = endpoint("Gateway"), endpoint("Interface")
    assert gateway["RouteTableIds"] == [account.physical_id("s", "Table")]
    assert json.loads(str(gateway["PolicyDocument"])) == allow("s3:GetObject")
    assert interface["PrivateDnsEnabled"] is True
    assert interface["SubnetIds"] == [account.physical_id("s", "Subnet")]
    assert json.loads(str(interface["PolicyDocument"])) == allow("s3:PutObject")
    options = interface["DnsOptions"]
    assert isinstance(options, dict)
    assert options["PrivateDnsOnlyForInboundResolverEndpoint"] is True

    changed = _interface_endpoint(PrivateDnsEnabled=False, PolicyDocument=allow("s3:List*"))
    account.update("s", _network(Interface=changed))
    after = endpoint("Interface")
    assert after["VpcEndpointId"] == interface["VpcEndpointId"]
    assert after["PrivateDnsEnabled"] is False
    assert json.loads(str(after["PolicyDocument"])) == allow("s3:List*")


def test_a_network_goes_completely(account: TestAccount) -> None:
    ec2 = account.client("ec2")
    before = len(ec2.describe_vpcs()["Vpcs"])  # the default VPC
    account.create("s", _network())
    account.delete("s")
    assert len(ec2.describe_vpcs()["Vpcs"]) == before
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert ec2.describe_flow_logs()["FlowLogs"] == []


def test_the_default_security_group_can_be_closed(account: TestAccount) -> None:
    account.create("s", {"Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16")})
    ec2 = account.client("ec2")
    wanted = [{"Name": "vpc-id", "Values": [account.physical_id("s", "Vpc")]}]
    [group] = ec2.describe_security_groups(Filters=wanted)["SecurityGroups"]
    ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    [group] = ec2.describe_security_groups(Filters=wanted)["SecurityGroups"]
    assert group["IpPermissionsEgress"] == []
    anywhere = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.authorize_security_group_egress(GroupId=group["GroupId"], IpPermissions=anywhere)
    [group] = ec2.describe_security_groups(Filters=wanted)["SecurityGroups"]
    assert len(group["IpPermissionsEgress"]) == 1


def test_what_ec2_refuses_fails_the_stack(account: TestAccount) -> None:
    subnet = resource("AWS::EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="192.168.0.0/24")
    vpc = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16")
    reason = account.failing_create("s", {"Vpc": vpc, "Subnet": subnet})
    assert "InvalidSubnet.Range" in reason
