"""AWS regions: what their codes look like, and which ones there are.

A region that is younger than this release passes when it is built like the others; the list serves suggestions.
Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and, for the other
partitions, the endpoints that botocore ships (endpoints.json).
"""

import difflib

_AREA = r"(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc-de)"
_DIRECTION = r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"

PATTERN = rf"{_AREA}-{_DIRECTION}-[1-9]"

KNOWN = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
)


PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso": "aws-iso", "eu-iso": "aws-iso", "eusc-": "aws-eusc"}
"""Beginning of a region's code to the partition; the others are in `aws`. (The isolated partitions are several, which
makes no difference here: none of them reaches any other.)"""


def partition(region: str) -> str:
    """The partition of a region: accounts of two partitions know nothing of each other."""
    return next((name for start, name in PARTITIONS.items() if region.startswith(start)), "aws")


def explain(text: str) -> str | None:
    """How to fix what is not a region."""
    if text[:-1] in KNOWN and text[-1:].isalpha():
        return f"{text} is an availability zone; write its region: {text[:-1]}"
    closest = difflib.get_close_matches(text.lower().replace("_", "-"), KNOWN, n=1)
    return f"did you mean {closest[0]}?" if closest else None
