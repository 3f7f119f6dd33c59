"""What a resource type has to say about itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localaws.server.account import Account

Properties = dict[str, Any]
Attributes = dict[str, Any]


@dataclass(frozen=True)
class Facet:
    """Properties that one call sets together, after creation as well as on update.

    `apply` gets the physical id and all properties, and brings the resource into that state: it also clears what
    the properties no longer name.
    """

    properties: tuple[str, ...]
    apply: Callable[[Account, str, Properties], None]

    def differs(self, old: Properties, new: Properties) -> bool:
        """Return whether any of its properties changed."""
        return any(old.get(name) != new.get(name) for name in self.properties)


class ResourceType(ABC):
    """One CloudFormation type on top of the service's own API.

    Guarantees for every subclass (given by `lifecycle`): properties reach it validated and coerced; a change of a
    create-only property never reaches `update`; a create that fails half-way is deleted again.
    """

    type_name: str
    name_property: str | None = None
    """The property that names the resource; CloudFormation's generated name is filled in where it is missing."""
    name_length = 64
    name_lowercase = False
    facets: tuple[Facet, ...] = ()

    @abstractmethod
    def create(self, aws: Account, properties: Properties) -> str:
        """Create it and return its physical id (what `Ref` gives). Facets are applied afterwards."""

    @abstractmethod
    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it; one that does not exist any more is not an error (`lifecycle` sees to it)."""

    def name_of(self, physical_id: str) -> str:
        """Return the value of `name_property` for a resource that exists."""
        return physical_id

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Return what `Fn::GetAtt` gives, read from the service."""
        return {}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Bring it from the old properties to the new ones, in place."""
        for facet in self.facets:
            if facet.differs(old, new):
                facet.apply(aws, physical_id, new)


def tag_changes(old: list[dict[str, str]], new: list[dict[str, str]]) -> tuple[list[dict[str, str]], list[str]]:
    """Return the tags to set and the keys to remove."""
    keys = {tag["Key"] for tag in new}
    return [tag for tag in new if tag not in old], [tag["Key"] for tag in old if tag["Key"] not in keys]
