"""Which VPC endpoints an environment needs, and why. Each costs money for each zone and hour, so no more than these."""

from .endpoint import Endpoint
from .environment import Environment, Feature, Kind
from .network import Network
from .services import TAKES_POLICY

PLATFORM = (
    "ecr.api",  # images of jobs, apps and endpoints; their layers come from S3
    "ecr.dkr",
    "kms",  # every bucket, volume and parameter has a customer-managed key
    "logs",  # jobs and functions write their logs; the SDK follows them and hangs without
    "monitoring",  # metrics of jobs, functions and monitors
    "s3",
    "ssm",  # the contract, read by the SDK and by functions
    "sts",  # who am I: the SDK's first call, which hangs without
)
"""What jobs, functions and the SDK in the VPC need in every environment."""

GATEWAYS = frozenset({"s3"})
"""Free, and for S3 the only kind that serves: private DNS of an interface endpoint answers for the bucket names of
today, while CloudFormation may have its answers sent to an older form of its bucket's name (s3-<region>, or without a
region), which would lead to the internet."""

CREATED_NETWORK = ("ec2",)  # the function that closes the default security group runs in the VPC and calls EC2

# https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-and-internet-access.html: with VpcOnly Studio needs the
# SageMaker API and runtime. `studio` carries the browser's traffic and the presigned URL:
# https://docs.aws.amazon.com/sagemaker/latest/dg/studio-interface-endpoint.html
# A removed domain leaves mount targets and security groups, which the clean-up function takes out of the network.
KINDS: dict[Kind, tuple[str, ...]] = {
    "hub": ("sagemaker.api",),
    "workbench": ("ec2", "elasticfilesystem", "sagemaker.api", "sagemaker.runtime", "studio"),
    "serving": ("sagemaker.api", "sagemaker.runtime"),
}

FEATURES: dict[Feature, tuple[str, ...]] = {
    # Athena reads the tables' definitions from Glue: https://docs.aws.amazon.com/athena/latest/ug/interface-vpc-endpoint.html
    "athena": ("athena", "glue"),
    "code-artifact": ("codeartifact.api", "codeartifact.repositories"),
    "code-commit": ("codecommit", "git-codecommit"),
    # The offline store is registered in Glue; the online store is the runtime.
    "feature-store": ("glue", "sagemaker.featurestore-runtime"),
    "glue": ("glue",),
    "secrets-manager": ("secretsmanager",),
    "step-functions": ("states",),
}

CATALOG: tuple[Feature, ...] = ("athena", "feature-store", "glue")
"""What keeps definitions of tables in the account's Glue Data Catalog."""


def uses_catalog(environment: Environment) -> bool:
    """Whether the account's Glue Data Catalog holds anything of the environment."""
    return bool(set(CATALOG) & set(environment.features))


def endpoints_for(environment: Environment) -> tuple[Endpoint, ...]:
    """The endpoints that an environment needs, sorted by service."""
    needed: dict[str, list[str]] = {}
    for reason, services in _reasons(environment):
        for service in services:
            needed.setdefault(service, []).append(reason)
    return tuple(
        Endpoint(
            service=service,
            kind="gateway" if service in GATEWAYS else "interface",
            policy=TAKES_POLICY[service],
            needed_by=tuple(sorted(needed[service])),
        )
        for service in sorted(needed)
    )


def _reasons(environment: Environment) -> list[tuple[str, tuple[str, ...]]]:
    network: Network = environment.network
    return [
        ("platform", (*PLATFORM, *(CREATED_NETWORK if network.create else ()))),
        *((kind, KINDS[kind]) for kind in environment.kinds),
        *((feature, FEATURES[feature]) for feature in environment.features),
    ]
