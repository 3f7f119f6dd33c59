"""AWS::Logs::LogGroup."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, tag_map


class LogGroup(ResourceType):
    """A log group with its key, retention and tags."""

    type_name = "AWS::Logs::LogGroup"
    name_property = "LogGroupName"
    name_length = 512

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        logs = aws.client("logs")
        logs.create_log_group(**picked(properties, logGroupName="LogGroupName", kmsKeyId="KmsKeyId"))
        return str(properties["LogGroupName"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The ARN, with the star that CloudFormation gives."""
        return {"Arn": aws.arn("logs", f"log-group:{physical_id}:*")}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the key, then the rest."""
        if old.get("KmsKeyId") != new.get("KmsKeyId"):
            logs = aws.client("logs")
            if key := new.get("KmsKeyId"):
                logs.associate_kms_key(logGroupName=physical_id, kmsKeyId=key)
            else:
                logs.disassociate_kms_key(logGroupName=physical_id)
        super().update(aws, physical_id, old, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it with its streams."""
        aws.client("logs").delete_log_group(logGroupName=physical_id)


def _retention(aws: Account, name: str, properties: Properties) -> None:
    logs = aws.client("logs")
    if days := properties.get("RetentionInDays"):
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    else:
        logs.delete_retention_policy(logGroupName=name)


def _tags(aws: Account, name: str, properties: Properties) -> None:
    logs, arn = aws.client("logs"), aws.arn("logs", f"log-group:{name}")
    wanted = tag_map(properties)
    gone = sorted(set(logs.list_tags_for_resource(resourceArn=arn)["tags"]) - set(wanted))
    if wanted:
        logs.tag_resource(resourceArn=arn, tags=wanted)
    if gone:
        logs.untag_resource(resourceArn=arn, tagKeys=gone)


LogGroup.facets = (Facet(("RetentionInDays",), _retention), Facet(("Tags",), _tags))
