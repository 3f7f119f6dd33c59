"""AWS::CodeCommit::Repository."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import lower_first, picked, tag_map


class Repository(ResourceType):
    """A repository. Its first commit (`Code`) is refused: there is no git here."""

    type_name = "AWS::CodeCommit::Repository"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the repository's."""
        if "Code" in properties:
            raise ValueError("The local AWS does not apply the property Code of AWS::CodeCommit::Repository.")
        named = picked(properties, repositoryName="RepositoryName", kmsKeyId="KmsKeyId")
        created = aws.client("codecommit").create_repository(**named)
        return str(created["repositoryMetadata"]["repositoryId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its ARN, name and addresses."""
        found = aws.client("codecommit").get_repository(repositoryName=properties["RepositoryName"])
        held = found["repositoryMetadata"]
        return {
            "RepositoryId": physical_id,
            "Arn": held["Arn"],
            "Name": held["repositoryName"],
            "CloneUrlHttp": held["cloneUrlHttp"],
            "CloneUrlSsh": held["cloneUrlSsh"],
        }

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Rename first: everything else names it."""
        codecommit, name = aws.client("codecommit"), new["RepositoryName"]
        if old["RepositoryName"] != name:
            codecommit.update_repository_name(oldName=old["RepositoryName"], newName=name)
        if old.get("KmsKeyId") != new.get("KmsKeyId"):
            key = new.get("KmsKeyId", aws.arn("kms", "alias/aws/codecommit"))
            codecommit.update_repository_encryption_key(repositoryName=name, kmsKeyId=key)
        super().update(aws, physical_id, old, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("codecommit").delete_repository(repositoryName=properties["RepositoryName"])


def _description(aws: Account, _repository: str, properties: Properties) -> None:
    said = properties.get("RepositoryDescription", "")
    aws.client("codecommit").update_repository_description(
        repositoryName=properties["RepositoryName"], repositoryDescription=said
    )


def _triggers(aws: Account, _repository: str, properties: Properties) -> None:
    wanted = lower_first(properties.get("Triggers", []))
    for trigger in wanted:
        trigger.setdefault("branches", [])
    aws.client("codecommit").put_repository_triggers(repositoryName=properties["RepositoryName"], triggers=wanted)


def _tags(aws: Account, _repository: str, properties: Properties) -> None:
    codecommit, arn = aws.client("codecommit"), aws.arn("codecommit", properties["RepositoryName"])
    wanted = tag_map(properties)
    gone = sorted(set(codecommit.list_tags_for_resource(resourceArn=arn)["tags"]) - set(wanted))
    codecommit.tag_resource(resourceArn=arn, tags=wanted)
    codecommit.untag_resource(resourceArn=arn, tagKeys=gone)


Repository.facets = (
    Facet(("RepositoryDescription",), _description),
    Facet(("Triggers",), _triggers),
    Facet(("Tags",), _tags),
)
