"""AWS::ECR::RegistryPolicy, ReplicationConfiguration and RepositoryCreationTemplate."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import lower_first, picked, text
from localaws.server.resources.ecr_complements import exclusions


class RegistryPolicy(ResourceType):
    """The policy of the account's registry."""

    type_name = "AWS::ECR::RegistryPolicy"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it; the physical id is the account."""
        return aws.id

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The account."""
        return {"RegistryId": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it."""
        aws.client("ecr").delete_registry_policy()


def _registry_policy(aws: Account, _registry: str, properties: Properties) -> None:
    aws.client("ecr").put_registry_policy(policyText=text(properties["PolicyText"]))


RegistryPolicy.facets = (Facet(("PolicyText",), _registry_policy),)


class ReplicationConfiguration(ResourceType):
    """To which registries and regions the images go."""

    type_name = "AWS::ECR::ReplicationConfiguration"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it; the physical id is the account."""
        return aws.id

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The account."""
        return {"RegistryId": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Replicate nothing any more."""
        aws.client("ecr").put_replication_configuration(replicationConfiguration={"rules": []})


def _replication(aws: Account, _registry: str, properties: Properties) -> None:
    wanted = lower_first(properties["ReplicationConfiguration"])
    aws.client("ecr").put_replication_configuration(replicationConfiguration=wanted)


ReplicationConfiguration.facets = (Facet(("ReplicationConfiguration",), _replication),)


class RepositoryCreationTemplate(ResourceType):
    """What a repository is born with that replication or a pull creates."""

    type_name = "AWS::ECR::RepositoryCreationTemplate"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the prefix."""
        aws.client("ecr").create_repository_creation_template(**_request(properties))
        return str(properties["Prefix"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """When it was made and changed."""
        described = aws.client("ecr").describe_repository_creation_templates(prefixes=[physical_id])
        [found] = described["repositoryCreationTemplates"]
        return {"CreatedAt": found["createdAt"].isoformat(), "UpdatedAt": found["updatedAt"].isoformat()}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Send all of it; what is gone goes back to empty."""
        gone = {name: type(old[name])() for name in old if name not in new and isinstance(old[name], str | list)}
        unset = sorted(set(old) - set(new) - set(gone))
        if unset:
            raise ValueError(f"{self.type_name}: {', '.join(unset)} cannot be taken away; ECR has no call for it.")
        aws.client("ecr").update_repository_creation_template(**_request({**new, **gone}))

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ecr").delete_repository_creation_template(prefix=physical_id)


def _request(properties: Properties) -> dict[str, Any]:
    """Spell it as the API does; tags keep their capitals."""
    own = ("ResourceTags", "ImageTagMutabilityExclusionFilters")
    found: dict[str, Any] = lower_first({name: value for name, value in properties.items() if name not in own})
    return found | picked(properties, resourceTags="ResourceTags") | exclusions(properties)
