"""AWS::EC2::VPCEndpoint and AWS::EC2::FlowLog."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties
from localaws.server.resources.documents import picked, text
from localaws.server.resources.ec2_common import Tagged

_CREATED_WITH = ("VpcId", "ServiceName", "VpcEndpointType", "IpAddressType", "PrivateDnsEnabled")
_FLOW_LOG = (
    "DeliverCrossAccountRole",
    "DeliverLogsPermissionArn",
    "DestinationOptions",
    "LogDestination",
    "LogDestinationType",
    "LogFormat",
    "LogGroupName",
    "MaxAggregationInterval",
    "ResourceType",
    "TrafficType",
)
_MEMBERS = ("RouteTableIds", "SubnetIds", "SecurityGroupIds")


class VpcEndpoint(Tagged):
    """A gateway or interface endpoint."""

    type_name = "AWS::EC2::VPCEndpoint"

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create."""
        arguments = picked(properties, *_CREATED_WITH, *_MEMBERS)
        if "DnsOptions" in properties:
            arguments["DnsOptions"] = _dns_options(properties["DnsOptions"])
        if "PolicyDocument" in properties:
            arguments["PolicyDocument"] = text(properties["PolicyDocument"])
        return str(ec2.create_vpc_endpoint(**arguments)["VpcEndpoint"]["VpcEndpointId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its addresses."""
        endpoint = aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[physical_id])["VpcEndpoints"][0]
        return {
            "Id": physical_id,
            "CreationTimestamp": endpoint["CreationTimestamp"].isoformat(),
            "NetworkInterfaceIds": endpoint.get("NetworkInterfaceIds", []),
            "DnsEntries": [f"{one['HostedZoneId']}:{one['DnsName']}" for one in endpoint.get("DnsEntries", [])],
        }

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Add and remove members, set the rest."""
        super().update(aws, physical_id, old, new)
        changes: dict[str, Any] = {}
        for name in _MEMBERS:
            before, after = set(old.get(name, [])), set(new.get(name, []))
            changes |= {f"Add{name}": sorted(after - before), f"Remove{name}": sorted(before - after)}
        for name in ("PrivateDnsEnabled", "DnsOptions", "IpAddressType"):
            if old.get(name) != new.get(name):
                changes[name] = new.get(name, False if name == "PrivateDnsEnabled" else None)
        if changes.get("DnsOptions"):
            changes["DnsOptions"] = _dns_options(changes["DnsOptions"])
        if old.get("PolicyDocument") != new.get("PolicyDocument"):
            document = new.get("PolicyDocument")
            changes |= {"PolicyDocument": text(document)} if document else {"ResetPolicy": True}
        changes = {name: value for name, value in changes.items() if value not in ([], None)}
        if changes:
            aws.client("ec2").modify_vpc_endpoint(VpcEndpointId=physical_id, **changes)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[physical_id])


def _dns_options(options: Properties) -> Properties:
    """The template has two words where the API has a boolean."""
    word = options.get("PrivateDnsOnlyForInboundResolverEndpoint")
    if word is None:
        return options
    return {**options, "PrivateDnsOnlyForInboundResolverEndpoint": word == "OnlyInboundResolver"}


class FlowLog(Tagged):
    """A flow log; all but its tags is create-only."""

    type_name = "AWS::EC2::FlowLog"

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create."""
        arguments = picked(properties, *_FLOW_LOG)
        created = ec2.create_flow_logs(ResourceIds=[properties["ResourceId"]], **arguments)
        if created["Unsuccessful"]:
            raise ValueError(created["Unsuccessful"][0]["Error"]["Message"])
        return str(created["FlowLogIds"][0])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"Id": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_flow_logs(FlowLogIds=[physical_id])
