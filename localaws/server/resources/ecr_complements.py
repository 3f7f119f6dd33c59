"""What the engine's handler of AWS::ECR::Repository drops, and what the API spells otherwise."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties

_FILTER = "ImageTagMutabilityExclusionFilter"


def exclusions(properties: Properties) -> dict[str, Any]:
    """Return which tags are exempt from (im)mutability, as the API spells it."""
    name = f"{_FILTER}s"
    if name not in properties:
        return {}
    return {
        name[:1].lower() + name[1:]: [
            {"filterType": one[f"{_FILTER}Type"], "filter": one[f"{_FILTER}Value"]} for one in properties[name]
        ]
    }


def _mutability(aws: Account, name: str, properties: Properties) -> None:
    wanted = properties.get("ImageTagMutability", "MUTABLE")
    aws.client("ecr").put_image_tag_mutability(repositoryName=name, imageTagMutability=wanted, **exclusions(properties))


REPOSITORY = (Facet(("ImageTagMutability", "ImageTagMutabilityExclusionFilters"), _mutability),)
