"""AWS::CodeConnections::Connection and Host, and the connection under its former name."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties, ResourceType, tag_changes
from localaws.server.resources.documents import picked, tag_list


class _Tagged(ResourceType):
    """What is named by its ARN and tagged by the service."""

    service = "codeconnections"

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the tags; a subclass changes what else it can."""
        added, removed = tag_changes(tag_list(old), tag_list(new))
        if added:
            self.client(aws).tag_resource(ResourceArn=physical_id, Tags=added)
        if removed:
            self.client(aws).untag_resource(ResourceArn=physical_id, TagKeys=removed)

    def client(self, aws: Account) -> Any:
        """Return the service's client."""
        return aws.client(self.service)


class Connection(_Tagged):
    """A connection to a provider; a person has still to authorise it, so its status is PENDING."""

    type_name = "AWS::CodeConnections::Connection"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the ARN."""
        wanted = picked(properties, "ConnectionName", "ProviderType", "HostArn", "Tags")
        return str(self.client(aws).create_connection(**wanted)["ConnectionArn"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """ARN, status, owner."""
        found = self.client(aws).get_connection(ConnectionArn=physical_id)["Connection"]
        return picked(found, "ConnectionArn", "ConnectionStatus", "OwnerAccountId")

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        self.client(aws).delete_connection(ConnectionArn=physical_id)


class StarConnection(Connection):
    """The same under its former name."""

    type_name = "AWS::CodeStarConnections::Connection"
    service = "codestar-connections"


class Host(_Tagged):
    """A provider that is installed on premises; it cannot go while a connection uses it."""

    type_name = "AWS::CodeConnections::Host"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the ARN."""
        return str(self.client(aws).create_host(**properties)["HostArn"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """ARN, id and status."""
        status = self.client(aws).get_host(HostArn=physical_id)["Status"]
        return {"HostArn": physical_id, "HostId": physical_id.rsplit("/", 1)[-1], "Status": status}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the endpoint, the network and the tags."""
        super().update(aws, physical_id, old, new)
        changed = picked(new, "ProviderEndpoint", "VpcConfiguration")
        if changed != picked(old, "ProviderEndpoint", "VpcConfiguration"):
            self.client(aws).update_host(HostArn=physical_id, **changed)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        self.client(aws).delete_host(HostArn=physical_id)
