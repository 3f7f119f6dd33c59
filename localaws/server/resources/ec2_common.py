"""What the network's types have in common: an id, and tags by CreateTags."""

from abc import abstractmethod
from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties, ResourceType, tag_changes
from localaws.server.resources.documents import tag_list


class Tagged(ResourceType):
    """A resource of EC2 whose tags are set by EC2's own tag calls."""

    @abstractmethod
    def make(self, ec2: Any, properties: Properties) -> str:
        """Create it and return its id."""

    def create(self, aws: Account, properties: Properties) -> str:
        """Create, then tag."""
        physical_id = self.make(aws.client("ec2"), properties)
        if tags := tag_list(properties):
            aws.client("ec2").create_tags(Resources=[physical_id], Tags=tags)
        return physical_id

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Apply what changed, tags included."""
        added, removed = tag_changes(tag_list(old), tag_list(new))
        if added:
            aws.client("ec2").create_tags(Resources=[physical_id], Tags=added)
        if removed:
            aws.client("ec2").delete_tags(Resources=[physical_id], Tags=[{"Key": key} for key in removed])
        super().update(aws, physical_id, old, new)


def attribute_facet(operation: str, argument: str, names: tuple[str, ...]) -> tuple[Facet, ...]:
    """Return one facet for each boolean attribute that EC2 takes one at a time."""

    def facet(name: str) -> Facet:
        def apply(aws: Account, physical_id: str, properties: Properties) -> None:
            # DNS support is on by default, everything else off.
            value = properties.get(name, name == "EnableDnsSupport")
            getattr(aws.client("ec2"), operation)(**{argument: physical_id, name: {"Value": value}})

        return Facet((name,), apply)

    return tuple(facet(name) for name in names)
