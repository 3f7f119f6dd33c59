"""Rules on notebook instances, which the platform has none of, and others may hand in."""

from .model import Rule
from .shape import customer_key, equals, has

NOTEBOOK = ("AWS::SageMaker::NotebookInstance",)
PLATFORMS = ("notebook-al2023-v1",)
"""Platforms that AWS still updates: https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2023.html"""

_IMDS = "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion"


RULES = (
    Rule(
        "SM-NB-01",
        "H",
        NOTEBOOK,
        "A notebook instance has no way of its own to the internet.",
        "Set DirectInternetAccess to Disabled.",
        equals("DirectInternetAccess", "Disabled"),
    ),
    Rule(
        "SM-NB-02",
        "H",
        NOTEBOOK,
        "A notebook instance stands in the VPC.",
        "Set SubnetId and SecurityGroupIds.",
        has("SubnetId", "SecurityGroupIds"),
    ),
    Rule(
        "SM-NB-03",
        "H",
        NOTEBOOK,
        "Nobody is root on a notebook instance.",
        "Set RootAccess to Disabled.",
        equals("RootAccess", "Disabled"),
    ),
    Rule(
        "SM-NB-04",
        "H",
        NOTEBOOK,
        "A notebook instance's volume is encrypted with a customer-managed key.",
        "Set KmsKeyId.",
        customer_key("KmsKeyId"),
    ),
    Rule(
        "SM-NB-05",
        "M",
        NOTEBOOK,
        "A notebook instance gives its credentials by version 2 of the metadata service only.",
        f"Set {_IMDS} to 2.",
        equals(_IMDS, "2"),
    ),
    Rule(
        "SM-NB-06",
        "M",
        NOTEBOOK,
        "A notebook instance runs on a platform that AWS still updates.",
        f"Set PlatformIdentifier to {PLATFORMS[0]}.",
        equals("PlatformIdentifier", *PLATFORMS),
    ),
)
