from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.arns import account_root, arn
from mlplatform.mlops.road import Road, account_of


class ModelRegistry(Construct):
    """The registered models of a project, in the hub.

    Guarantees:
        - the team's pipeline in the workbench registers models, from its own account; nobody else of another account

    `name` is the group's.
    """

    def __init__(self, scope: Construct, construct_id: str, *, road: Road) -> None:
        super().__init__(scope, construct_id)
        registers = {
            "Sid": "Register",
            "Effect": "Allow",
            "Principal": {"AWS": account_root(account_of(road.workbench))},
            "Action": [
                "sagemaker:CreateModelPackage",
                "sagemaker:DescribeModelPackage",
                "sagemaker:DescribeModelPackageGroup",
                "sagemaker:ListModelPackages",
            ],
            "Resource": [road.registry_arn, arn("sagemaker", f"model-package/{road.model}/*")],
            "Condition": {"ArnEquals": {"aws:PrincipalArn": road.team_role(road.workbench, "pipeline")}},
        }
        group = sagemaker.CfnModelPackageGroup(
            self,
            "Resource",
            model_package_group_name=road.model,
            model_package_group_description=f"Models of the project {road.project.name}",
            model_package_group_policy={"Version": "2012-10-17", "Statement": [registers]},
        )
        self.name = group.model_package_group_name
