from aws_cdk import aws_ec2 as ec2
from constructs import Construct

HTTPS = 443
NFS = 2049
KERNEL_GATEWAY = (8192, 65535)
"""Ports between JupyterServer and KernelGateway apps (developer guide, Studio in a VPC)."""

ALL_PORTS = (0, 65535)


class ClientSecurityGroups(Construct):
    """Security groups of what runs in the VPC: Studio, jobs and the platform's functions.

    Guarantees:
        - nothing in but from the group itself, and that only where the service needs it
        - out to the VPC's endpoints on 443 and to the group itself; no open egress (VPC-06)

    Args:
        endpoint_group: Security group of the VPC's interface endpoints.
        prefix_list: Managed prefix list of S3, where S3 has a gateway endpoint.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        endpoint_group: ec2.ISecurityGroup,
        prefix_list: str | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._vpc, self._endpoint_group, self._prefix_list = vpc, endpoint_group, prefix_list
        self.studio = self._build("Studio", "Studio apps", ((NFS, NFS), KERNEL_GATEWAY))
        self.jobs = self._build("Jobs", "Training, processing and transform jobs", (ALL_PORTS,))
        self.functions = self._build("Functions", "Functions of the platform", ())

    def _build(self, construct_id: str, who: str, own_ports: tuple[tuple[int, int], ...]) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(self, construct_id, vpc=self._vpc, description=who, allow_all_outbound=False)
        for first, last in own_ports:
            ports = ec2.Port.tcp_range(first, last)
            group.add_ingress_rule(group, ports, f"{who} among themselves")
            group.add_egress_rule(group, ports, f"{who} among themselves")
        https = ec2.Port.tcp(HTTPS)
        group.add_egress_rule(self._endpoint_group, https, "AWS services through their endpoints")
        if self._prefix_list:
            group.add_egress_rule(ec2.Peer.prefix_list(self._prefix_list), https, "S3 through its gateway endpoint")
        return group
