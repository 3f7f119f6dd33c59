"""A VPC endpoint."""

from dataclasses import dataclass
from typing import Literal

# Where the start of a service's name is not com.amazonaws. Source: getDefaultEndpointPrefix of aws-cdk-lib 2.275
# (aws-ec2/lib/vpc-endpoint.ts), narrowed to the services of `services.py`.
_CHINA = (
    *(
        "athena",
        "ec2",
        "ecr.api",
        "ecr.dkr",
        "elasticfilesystem",
        "monitoring",
        "sagemaker.api",
        "sagemaker.featurestore-runtime",
    ),
    *("sagemaker.runtime", "states", "sts"),
)
_PREFIXES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cn-north-1": ("cn.com.amazonaws", _CHINA),
    "cn-northwest-1": ("cn.com.amazonaws", _CHINA),
    "eusc-de-east-1": ("eu.amazonaws", ("ecr.api", "ecr.dkr")),
}


@dataclass(frozen=True, kw_only=True, order=True)
class Endpoint:
    """A VPC endpoint that an environment needs.

    `service` is the last part of the service's name; `policy` says whether the service takes an endpoint policy;
    `needed_by` names what needs it: `platform`, a kind of the environment, or a feature.
    """

    service: str
    kind: Literal["gateway", "interface"]
    policy: bool
    needed_by: tuple[str, ...]

    def service_name(self, region: str) -> str:
        """The full name in a region, which may be a token of CloudFormation (`${AWS::Region}`)."""
        if self.service == "studio":
            return f"aws.sagemaker.{region}.studio"
        prefix, services = _PREFIXES.get(region, ("com.amazonaws", ()))
        if self.service not in services:
            prefix = "com.amazonaws"
        return f"{prefix}.{region}.{self.service}"
