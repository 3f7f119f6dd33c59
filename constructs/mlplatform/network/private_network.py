import re
from typing import Any

from aws_cdk import aws_ec2 as ec2
from constructs import Construct, IDependable

from mlplatform.catalogue import PrebuiltImages
from mlplatform.compliance import acknowledge, every_pack
from mlplatform.network.endpoint_policy import ReadElsewhere, endpoint_policy
from mlplatform.network.flow_log import FlowLog
from mlplatform.network.s3_prefix_list import s3_prefix_list
from mlplatform.network.security_groups import HTTPS, ClientSecurityGroups
from mlplatform.settings import Environment
from mlplatform.settings.endpoint import Endpoint
from mlplatform.settings.features import endpoints_for

NO_EGRESS = ec2.CfnSecurityGroup.EgressProperty(
    ip_protocol="icmp", from_port=252, to_port=86, cidr_ip="255.255.255.255/32", description="Nothing goes out"
)
"""A group without any egress rule would get an open one; this rule matches no traffic."""


class PrivateNetwork(Construct):
    """A VPC without a way to the internet.

    Guarantees:
        - isolated subnets only, one for each zone; no internet gateway, no NAT, no public address (VPC-02, VPC-03)
        - endpoints for what the enabled features need and no others, each with a policy where the service supports
          one (VPC-07) and private DNS (VPC-08)
        - every connection is recorded (VPC-01)
        - security groups without open ingress or egress (VPC-04 to VPC-06)

    Args:
        elsewhere: What the endpoint of S3 lets be read in other accounts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: Environment,
        logs_key_arn: str,
        boundary_arn: str,
        elsewhere: ReadElsewhere | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._elsewhere = elsewhere
        self.vpc = self._build_vpc(environment)
        self._prebuilt_images = PrebuiltImages(self, environment=environment).repository_arns
        self.vpc_id = self.vpc.vpc_id
        self.subnet_ids = [subnet.subnet_id for subnet in self.vpc.isolated_subnets]
        FlowLog(self, "FlowLog", vpc_id=self.vpc.vpc_id, key_arn=logs_key_arn, boundary_arn=boundary_arn)
        self._endpoint_group = self._build_endpoint_group()
        self.endpoints = {e.service: self._build_endpoint(e) for e in endpoints_for(environment)}
        """Endpoints by service; what calls a service while the stack is deployed must wait for its endpoint."""
        self.groups = ClientSecurityGroups(
            self,
            "Clients",
            vpc_id=self.vpc.vpc_id,
            endpoint_group_id=self._endpoint_group.attr_group_id,
            s3_prefix_list=s3_prefix_list(self, environment),
        )
        self.admissions = {name: self._admit(name, group) for name, group in self._clients.items()}
        """The clients' ways in to the endpoints; what calls a service while the stack is deployed waits for its own."""

    @property
    def _clients(self) -> dict[str, str]:
        return {"Studio": self.groups.studio, "Jobs": self.groups.jobs, "Functions": self.groups.functions}

    def _build_vpc(self, environment: Environment) -> ec2.Vpc:
        create = environment.network.create
        if create is None:
            raise ValueError("PrivateNetwork needs network.create; an adopted VPC is an AdoptedNetwork.")
        vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(str(create.cidr)),
            max_azs=create.zones,
            create_internet_gateway=False,
            nat_gateways=0,
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
            ],
        )
        acknowledge(
            vpc,
            *every_pack("VPCDefaultSecurityGroupClosed"),
            decision="0007",
            reason="ClosedDefaultSecurityGroup takes every rule out of the group; a template cannot show what it did.",
        )
        return vpc

    def _build_endpoint_group(self) -> ec2.CfnSecurityGroup:
        return ec2.CfnSecurityGroup(
            self,
            "Endpoints",
            vpc_id=self.vpc.vpc_id,
            group_description="Interface endpoints of the VPC",
            security_group_egress=[NO_EGRESS],
        )

    def _build_endpoint(self, endpoint: Endpoint) -> IDependable:
        construct_id = "".join(part.title() for part in re.split("[.-]", endpoint.service))
        return ec2.CfnVPCEndpoint(
            self,
            f"{construct_id}Endpoint",
            vpc_id=self.vpc.vpc_id,
            service_name=endpoint.service_name(self.vpc.env.region),
            policy_document=self._policy(endpoint),
            **(self._gateway() if endpoint.kind == "gateway" else self._interface()),
        )

    def _policy(self, endpoint: Endpoint) -> dict[str, Any] | None:
        if not endpoint.policy:
            return None
        return endpoint_policy(endpoint.service, prebuilt_images=self._prebuilt_images, elsewhere=self._elsewhere)

    def _gateway(self) -> dict[str, Any]:
        tables = [subnet.route_table.route_table_id for subnet in self.vpc.isolated_subnets]
        return {"vpc_endpoint_type": "Gateway", "route_table_ids": tables}

    def _interface(self) -> dict[str, Any]:
        return {
            "vpc_endpoint_type": "Interface",
            "private_dns_enabled": True,
            "subnet_ids": self.subnet_ids,
            "security_group_ids": [self._endpoint_group.attr_group_id],
        }

    def _admit(self, name: str, group_id: str) -> IDependable:
        return ec2.CfnSecurityGroupIngress(
            self,
            f"{name}ToEndpoints",
            group_id=self._endpoint_group.attr_group_id,
            source_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            description=f"{name} to AWS services",
        )
