from aws_cdk import CustomResource, Duration
from constructs import Construct, IDependable

from mlplatform.arns import arn
from mlplatform.functions import Placement, PrivateFunction
from mlplatform.identity.capabilities.functions import DEFAULT_SECURITY_GROUP
from mlplatform.settings.names import Names


class ClosedDefaultSecurityGroup(Construct):
    """Takes every rule out of a VPC's default security group, which CloudFormation cannot.

    Guarantees:
        - after the deployment the group lets nothing in and nothing out
        - the function behind it can change groups of this VPC only

    Args:
        reachable: The endpoints that the function calls through, EC2, and S3 for its answer to CloudFormation, and the
            rule that lets it in. Without them the function would wait in vain, and so would CloudFormation.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        names: Names,
        placement: Placement,
        reachable: list[IDependable],
    ) -> None:
        super().__init__(scope, construct_id)
        function = PrivateFunction(
            self,
            "Function",
            folder="custom_resources",
            module="default_security_group",
            role_name=names.function_role("default-security-group"),
            description="Closes the default security group of the platform's VPC.",
            statements=DEFAULT_SECURITY_GROUP,
            values={"vpc": arn("ec2", f"vpc/{vpc_id}")},
            placement=placement,
        )
        closed = CustomResource(
            self,
            "Resource",
            resource_type="Custom::ClosedDefaultSecurityGroup",
            service_token=function.function_arn,
            service_timeout=Duration.seconds(180),
            properties={"VpcId": vpc_id},
        )
        closed.node.add_dependency(*reachable)
