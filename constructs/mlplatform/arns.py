"""ARNs of this account and region, as CloudFormation resolves them.

Everything is written with pseudo parameters, so that a template fits any account and region of any partition.
"""

from aws_cdk import Aws


def arn(service: str, resource: str, *, account: str = Aws.ACCOUNT_ID, region: str = Aws.REGION) -> str:
    """An ARN in this partition; `region=""` for global services."""
    return f"arn:{Aws.PARTITION}:{service}:{region}:{account}:{resource}"


def role_arn(name: str, *, account: str = Aws.ACCOUNT_ID) -> str:
    return arn("iam", f"role/{name}", account=account, region="")


def policy_arn(name: str) -> str:
    return arn("iam", f"policy/{name}", region="")


def image_uri(repository: str, *, account: str = Aws.ACCOUNT_ID) -> str:
    """What a container image of this region is pulled by, but for its tag or digest."""
    return f"{account}.dkr.ecr.{Aws.REGION}.{Aws.URL_SUFFIX}/{repository}"


def account_root(account: str = Aws.ACCOUNT_ID) -> str:
    """Principal that stands for an account: whoever it names must also be allowed by a policy of their own."""
    return arn("iam", "root", account=account, region="")


ACCOUNT_ROOT = account_root()
"""Principal that stands for this account."""

DEPLOYER_ROLES = role_arn("cdk-*-cfn-exec-role-*")
"""The roles with which CloudFormation creates the platform's resources (made by `cdk bootstrap`)."""
