from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from mlplatform.identity import BoundedRole, PersonaPolicy
from mlplatform.identity.capabilities import FLOW_LOGS
from mlplatform.identity.trust import service_trust
from mlplatform.logs import EncryptedLogGroup


class FlowLog(Construct):
    """Records every connection of a VPC, accepted and rejected, in an encrypted log that outlives the stack."""

    def __init__(self, scope: Construct, construct_id: str, *, vpc_id: str, key_arn: str, boundary_arn: str) -> None:
        super().__init__(scope, construct_id)
        log = EncryptedLogGroup(self, "Log", key_arn=key_arn, evidence=True)
        policy = PersonaPolicy(
            self,
            "Policy",
            description="What the VPC's flow log may do",
            statements=FLOW_LOGS,
            values={"log-group": log.log_group_arn},
        )
        role = BoundedRole(
            self,
            "Role",
            description="Writes the VPC's flow log",
            trust=[service_trust("vpc-flow-logs.amazonaws.com", "FlowLogs")],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        )
        ec2.CfnFlowLog(
            self,
            "Resource",
            resource_id=vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_group_name=log.log_group_name,
            deliver_logs_permission_arn=role.role_arn,
            max_aggregation_interval=60,
        )
