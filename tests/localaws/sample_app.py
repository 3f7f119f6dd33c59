"""A small app for two accounts, which the test of the real command line synthesizes: `python sample_app.py OUTDIR`."""

import sys
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

ACCOUNTS = ("111122223333", "444455556666")
REGION = "eu-west-1"


class Network(cdk.Stack):
    """A private network with two endpoints, and a key that the other stack imports."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment) -> None:
        super().__init__(scope, construct_id, env=env)
        isolated = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        self.vpc = ec2.Vpc(self, "Vpc", subnet_configuration=[isolated], restrict_default_security_group=False)
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        self.vpc.add_interface_endpoint("Sts", service=ec2.InterfaceVpcEndpointAwsService.STS)
        self.key = kms.Key(self, "Key", enable_key_rotation=True, alias="sample")

    @property
    def availability_zones(self) -> list[str]:
        """Known, so that synth asks nobody."""
        return [f"{REGION}a", f"{REGION}b"]


class Studio(cdk.Stack):
    """A domain, an encrypted bucket and a function with code from an asset."""

    def __init__(self, scope: Construct, construct_id: str, *, network: Network, env: cdk.Environment) -> None:
        super().__init__(scope, construct_id, env=env)
        s3.Bucket(self, "Data", encryption_key=network.key, removal_policy=cdk.RemovalPolicy.DESTROY, versioned=True)
        role = iam.Role(self, "User", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        domain = sagemaker.CfnDomain(
            self,
            "Domain",
            auth_mode="IAM",
            domain_name="sample",
            app_network_access_type="VpcOnly",
            vpc_id=network.vpc.vpc_id,
            subnet_ids=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
            kms_key_id=network.key.key_id,
            default_user_settings=sagemaker.CfnDomain.UserSettingsProperty(execution_role=role.role_arn),
        )
        sagemaker.CfnUserProfile(self, "Ana", domain_id=domain.attr_domain_id, user_profile_name="ana")
        code = lambda_.Code.from_asset(str(Path(__file__).parent / "sample_lambda"))
        lambda_.Function(self, "Hello", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)


def build(outdir: str) -> None:
    """Synthesize two stacks for each account."""
    app = cdk.App(outdir=outdir, analytics_reporting=False)
    for name, account in zip(("Alpha", "Beta"), ACCOUNTS, strict=True):
        env = cdk.Environment(account=account, region=REGION)
        network = Network(app, f"{name}Network", env=env)
        Studio(app, f"{name}Studio", network=network, env=env)
    app.synth()


if __name__ == "__main__":
    build(sys.argv[1])
