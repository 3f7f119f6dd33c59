"""AWS::EC2::VPC, Subnet, RouteTable, Route and SubnetRouteTableAssociation."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties, ResourceType
from localaws.server.resources.documents import picked
from localaws.server.resources.ec2_common import Tagged, attribute_facet


class Vpc(Tagged):
    """A VPC; it comes with a default security group, a main route table and a network ACL, as on AWS."""

    type_name = "AWS::EC2::VPC"
    facets = attribute_facet("modify_vpc_attribute", "VpcId", ("EnableDnsSupport", "EnableDnsHostnames"))

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create."""
        return str(ec2.create_vpc(**picked(properties, "CidrBlock", "InstanceTenancy"))["Vpc"]["VpcId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Ids of what came with it."""
        ec2, of_vpc = aws.client("ec2"), [{"Name": "vpc-id", "Values": [physical_id]}]
        vpc = ec2.describe_vpcs(VpcIds=[physical_id])["Vpcs"][0]
        default = [*of_vpc, {"Name": "group-name", "Values": ["default"]}]
        acls = ec2.describe_network_acls(Filters=[*of_vpc, {"Name": "default", "Values": ["true"]}])["NetworkAcls"]
        return {
            "VpcId": physical_id,
            "CidrBlock": vpc["CidrBlock"],
            "CidrBlockAssociations": [one["AssociationId"] for one in vpc["CidrBlockAssociationSet"]],
            "DefaultSecurityGroup": ec2.describe_security_groups(Filters=default)["SecurityGroups"][0]["GroupId"],
            "DefaultNetworkAcl": acls[0]["NetworkAclId"],
            "Ipv6CidrBlocks": [],
        }

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_vpc(VpcId=physical_id)


class Subnet(Tagged):
    """A subnet."""

    type_name = "AWS::EC2::Subnet"
    facets = attribute_facet("modify_subnet_attribute", "SubnetId", ("MapPublicIpOnLaunch",))

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create."""
        wanted = picked(properties, "VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId")
        return str(ec2.create_subnet(**wanted)["Subnet"]["SubnetId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its place and address range."""
        subnet = aws.client("ec2").describe_subnets(SubnetIds=[physical_id])["Subnets"][0]
        own = picked(subnet, "SubnetId", "VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId")
        return {**own, "Ipv6CidrBlocks": []}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_subnet(SubnetId=physical_id)


class RouteTable(Tagged):
    """A route table."""

    type_name = "AWS::EC2::RouteTable"

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create."""
        return str(ec2.create_route_table(VpcId=properties["VpcId"])["RouteTable"]["RouteTableId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"RouteTableId": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_route_table(RouteTableId=physical_id)


_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_TARGETS = (
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
)


class Route(ResourceType):
    """A route of a table."""

    type_name = "AWS::EC2::Route"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id names the table and the destination."""
        aws.client("ec2").create_route(**picked(properties, "RouteTableId", *_DESTINATIONS, *_TARGETS))
        destination = next(properties[name] for name in _DESTINATIONS if name in properties)
        return f"{properties['RouteTableId']}|{destination}"

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The destination."""
        return {"CidrBlock": physical_id.split("|")[1]}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Point it elsewhere."""
        aws.client("ec2").replace_route(**picked(new, "RouteTableId", *_DESTINATIONS, *_TARGETS))

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_route(**picked(properties, "RouteTableId", *_DESTINATIONS))


class SubnetRouteTableAssociation(ResourceType):
    """Which route table a subnet uses."""

    type_name = "AWS::EC2::SubnetRouteTableAssociation"

    def create(self, aws: Account, properties: Properties) -> str:
        """Associate."""
        return str(aws.client("ec2").associate_route_table(**properties)["AssociationId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"Id": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Go back to the main table."""
        aws.client("ec2").disassociate_route_table(AssociationId=physical_id)
