from typing import Any

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

HTTPS = 443
NFS = 2049
ALL_PORTS = (0, 65535)


class ClientSecurityGroups(Construct):
    """Security groups of what runs in the VPC: Studio, jobs and the platform's functions.

    Guarantees:
        - nothing in but from the group itself, and that only where the service needs it
        - out to the VPC's endpoints on 443 and to the group itself; no open egress (VPC-06)

    The rule to the endpoints stands in the group itself: EC2 gives a group that is made without one an open egress,
    which a rule that is added later does not take away.

    Args:
        endpoint_group_id: Security group of the VPC's interface endpoints.
        s3_prefix_list: Managed prefix list of S3, which is reached through its gateway endpoint.

    Attributes are ids of security groups.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        endpoint_group_id: str,
        s3_prefix_list: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._vpc_id = vpc_id
        self._egress = _egress(endpoint_group_id, s3_prefix_list)
        self.studio = self._build("Studio", "Studio apps", ((NFS, NFS),))
        self.jobs = self._build("Jobs", "Training, processing and transform jobs", (ALL_PORTS,))
        self.functions = self._build("Functions", "Functions of the platform", ())

    def _build(self, construct_id: str, who: str, own_ports: tuple[tuple[int, int], ...]) -> str:
        group = ec2.CfnSecurityGroup(
            self, construct_id, vpc_id=self._vpc_id, group_description=who, security_group_egress=self._egress
        )
        for first, last in own_ports:
            rule: dict[str, Any] = {
                "group_id": group.attr_group_id,
                "ip_protocol": "tcp",
                "from_port": first,
                "to_port": last,
                "description": f"{who} among themselves",
            }
            ports = f"{construct_id}{first}To{last}"
            ec2.CfnSecurityGroupIngress(self, f"{ports}In", source_security_group_id=group.attr_group_id, **rule)
            ec2.CfnSecurityGroupEgress(self, f"{ports}Out", destination_security_group_id=group.attr_group_id, **rule)
        return group.attr_group_id


def _egress(endpoint_group_id: str, s3_prefix_list: str) -> list[ec2.CfnSecurityGroup.EgressProperty]:
    https: dict[str, Any] = {"ip_protocol": "tcp", "from_port": HTTPS, "to_port": HTTPS}
    endpoints = ec2.CfnSecurityGroup.EgressProperty(
        **https, destination_security_group_id=endpoint_group_id, description="AWS services through their endpoints"
    )
    s3 = ec2.CfnSecurityGroup.EgressProperty(
        **https, destination_prefix_list_id=s3_prefix_list, description="S3 through its gateway endpoint"
    )
    return [endpoints, s3]
