"""Endpoint policies: who may go through an endpoint of the VPC, and to whose resources."""

from typing import Any

from aws_cdk import Aws, Fn

from mlplatform.arns import arn

OWN_ACCOUNT = {
    "StringEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID},
    # Some actions, sts:GetCallerIdentity for one, act on no resource; then there is no account to compare.
    "StringEqualsIfExists": {"aws:ResourceAccount": Aws.ACCOUNT_ID},
}


def endpoint_policy(service: str) -> dict[str, Any]:
    """The policy of an endpoint: this account's principals, on this account's resources.

    S3 also serves AWS itself: image layers of ECR, and the answers of custom resources to CloudFormation.
    """
    statements = [_allow("OwnAccount", "*", "*", OWN_ACCOUNT)]
    if service == "s3":
        statements += [
            # https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
            _allow("ImageLayers", "s3:GetObject", _bucket(f"prod-{Aws.REGION}-starport-layer-bucket")),
            # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
            _allow("CustomResourceAnswers", "s3:PutObject", _bucket(_answers())),
        ]
    return {"Version": "2012-10-17", "Statement": statements}


def _answers() -> str:
    """CloudFormation's bucket for answers; its name has the region without hyphens."""
    return f"cloudformation-custom-resource-response-{Fn.join('', Fn.split('-', Aws.REGION))}"


def _bucket(name: str) -> str:
    return f"{arn('s3', name, account='', region='')}/*"


def _allow(sid: str, action: str, resource: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement
