"""Endpoint policies: who may go through an endpoint of the VPC, and to whose resources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Aws, Fn

from mlplatform.arns import arn

OWN_PRINCIPALS = {"StringEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID}}
OWN_ACCOUNT = {
    **OWN_PRINCIPALS,
    # Some actions, sts:GetCallerIdentity for one, act on no resource; then there is no account to compare.
    "StringEqualsIfExists": {"aws:ResourceAccount": Aws.ACCOUNT_ID},
}


PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


@dataclass(frozen=True, kw_only=True)
class ReadElsewhere:
    """What is read from buckets in other accounts of the organisation."""

    accounts: Sequence[str]
    resources: Sequence[str]


def endpoint_policy(
    service: str, *, prebuilt_images: Sequence[str] = (), elsewhere: ReadElsewhere | None = None
) -> dict[str, Any]:
    """The policy of an endpoint: this account's principals, on this account's resources.

    ECR also serves the prebuilt containers of the catalogue, by the ARNs of their repositories in AWS's accounts.

    S3 also serves AWS itself: image layers of ECR, and the answers of custom resources to CloudFormation, and what is
    read from buckets of other accounts of the organisation.
    """
    statements = [_allow("OwnAccount", "*", "*", OWN_ACCOUNT)]
    if service == "s3":
        statements += [
            # https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
            _allow("ImageLayers", "s3:GetObject", _bucket(f"prod-{Aws.REGION}-starport-layer-bucket")),
            # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
            _allow("CustomResourceAnswers", "s3:PutObject", _bucket(_answers())),
        ]
    if service == "s3" and elsewhere:
        theirs = {"StringEquals": {**OWN_PRINCIPALS["StringEquals"], "aws:ResourceAccount": list(elsewhere.accounts)}}
        reading = ["s3:GetObject", "s3:ListBucket"]
        statements.append(_allow("ReadElsewhere", reading, list(elsewhere.resources), theirs))
    if service in ("ecr.api", "ecr.dkr") and prebuilt_images:
        statements.append(_allow("PrebuiltImages", PULL, list(prebuilt_images), OWN_PRINCIPALS))
    return {"Version": "2012-10-17", "Statement": statements}


def _answers() -> str:
    """CloudFormation's bucket for answers; its name has the region without hyphens."""
    return f"cloudformation-custom-resource-response-{Fn.join('', Fn.split('-', Aws.REGION))}"


def _bucket(name: str) -> str:
    return f"{arn('s3', name, account='', region='')}/*"


def _allow(
    sid: str, action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement
