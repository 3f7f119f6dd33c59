"""AWS::KMS::Key and AWS::KMS::Alias."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, tag_list, text


class Key(ResourceType):
    """A key with its policy, rotation, description, state and tags; deleting it schedules the deletion."""

    type_name = "AWS::KMS::Key"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create with what only creation can set."""
        arguments = picked(properties, "Description", "KeyUsage", "KeySpec", "MultiRegion", "Origin")
        if "KeyPolicy" in properties:
            arguments["Policy"] = text(properties["KeyPolicy"])
        return str(aws.client("kms").create_key(**arguments)["KeyMetadata"]["KeyId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Arn and KeyId."""
        return {"Arn": aws.arn("kms", f"key/{physical_id}"), "KeyId": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Schedule the deletion, after 30 days unless the template says otherwise."""
        days = properties.get("PendingWindowInDays", 30)
        aws.client("kms").schedule_key_deletion(KeyId=physical_id, PendingWindowInDays=days)


def _policy(aws: Account, key: str, properties: Properties) -> None:
    if "KeyPolicy" in properties:  # without one, KMS gives its own default at creation and CloudFormation keeps it
        aws.client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=text(properties["KeyPolicy"]))


def _description(aws: Account, key: str, properties: Properties) -> None:
    aws.client("kms").update_key_description(KeyId=key, Description=properties.get("Description", ""))


def _rotation(aws: Account, key: str, properties: Properties) -> None:
    kms = aws.client("kms")
    if properties.get("EnableKeyRotation"):
        kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=properties.get("RotationPeriodInDays", 365))
    else:
        kms.disable_key_rotation(KeyId=key)


def _enabled(aws: Account, key: str, properties: Properties) -> None:
    kms = aws.client("kms")
    kms.enable_key(KeyId=key) if properties.get("Enabled", True) else kms.disable_key(KeyId=key)


def _tags(aws: Account, key: str, properties: Properties) -> None:
    kms = aws.client("kms")
    wanted = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tag_list(properties)]
    gone = {tag["TagKey"] for tag in kms.list_resource_tags(KeyId=key)["Tags"]} - {tag["TagKey"] for tag in wanted}
    kms.tag_resource(KeyId=key, Tags=wanted)
    kms.untag_resource(KeyId=key, TagKeys=sorted(gone))


Key.facets = (
    Facet(("KeyPolicy",), _policy),
    Facet(("Description",), _description),
    Facet(("EnableKeyRotation", "RotationPeriodInDays"), _rotation),
    Facet(("Tags",), _tags),
    Facet(("Enabled",), _enabled),  # last: a disabled key refuses the others
)


class Alias(ResourceType):
    """A name for a key."""

    type_name = "AWS::KMS::Alias"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        aws.client("kms").create_alias(**picked(properties, "AliasName", "TargetKeyId"))
        return str(properties["AliasName"])

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("kms").delete_alias(AliasName=physical_id)


def _target(aws: Account, name: str, properties: Properties) -> None:
    aws.client("kms").update_alias(AliasName=name, TargetKeyId=properties["TargetKeyId"])


Alias.facets = (Facet(("TargetKeyId",), _target),)
