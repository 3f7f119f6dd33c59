from constructs import Construct

from mlplatform.network.s3_prefix_list import s3_prefix_list
from mlplatform.network.security_groups import ClientSecurityGroups
from mlplatform.settings import Environment


class AdoptedNetwork(Construct):
    """A VPC that the organisation's network team owns.

    Guarantees:
        - nothing in the VPC changes but the platform's own security groups, which have no open ingress or egress
        - subnets, endpoints and their policies, flow logs and the default security group stay with their owner; that
          the endpoints suffice for the enabled features is checked when the organisation's file is read
    """

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        super().__init__(scope, construct_id)
        adopt = environment.network.adopt
        if adopt is None:
            raise ValueError("AdoptedNetwork needs network.adopt; a VPC to be created is a PrivateNetwork.")
        self.subnet_ids = [subnet.id for subnet in adopt.subnets]
        self.vpc_id = adopt.vpc_id
        self.groups = ClientSecurityGroups(
            self,
            "Clients",
            vpc_id=adopt.vpc_id,
            endpoint_group_id=adopt.endpoint_security_group,
            s3_prefix_list=s3_prefix_list(self, environment),
        )
