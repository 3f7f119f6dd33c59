from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

RETENTION_DAYS = 400


class EncryptedLogGroup(Construct):
    """A CloudWatch log group, encrypted with the given key (LOG-01), kept for 400 days (LOG-02).

    Args:
        evidence: Whether the log is evidence that must outlive its stack.
    """

    def __init__(self, scope: Construct, construct_id: str, *, key_arn: str, evidence: bool = False) -> None:
        super().__init__(scope, construct_id)
        group = logs.CfnLogGroup(self, "Resource", kms_key_id=key_arn, retention_in_days=RETENTION_DAYS)
        group.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if evidence else RemovalPolicy.DESTROY)
        self.log_group_name = group.ref
        self.log_group_arn = group.attr_arn
        """Ends in `:*`: the group and its streams."""
