"""AWS::Athena::WorkGroup."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties, ResourceType, tag_changes
from localaws.server.resources.documents import picked, tag_list

_DEFAULTS: dict[str, Any] = {
    "EnforceWorkGroupConfiguration": True,
    "PublishCloudWatchMetricsEnabled": True,
    "RequesterPaysEnabled": False,
    "EnableMinimumEncryptionConfiguration": False,
    "EngineVersion": {"SelectedEngineVersion": "AUTO"},
}
"""What holds where the template says nothing."""

_REMOVALS = {
    "BytesScannedCutoffPerQuery": "RemoveBytesScannedCutoffPerQuery",
    "CustomerContentEncryptionConfiguration": "RemoveCustomerContentEncryptionConfiguration",
}
_RESULT_REMOVALS = {
    "OutputLocation": "RemoveOutputLocation",
    "EncryptionConfiguration": "RemoveEncryptionConfiguration",
    "ExpectedBucketOwner": "RemoveExpectedBucketOwner",
    "AclConfiguration": "RemoveAclConfiguration",
}


class WorkGroup(ResourceType):
    """A workgroup; with queries in it, only RecursiveDeleteOption lets it go."""

    type_name = "AWS::Athena::WorkGroup"
    name_property = "Name"
    name_length = 128

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        _refuse_updates(properties)
        wanted = _DEFAULTS | properties.get("WorkGroupConfiguration", {})
        athena = aws.client("athena")
        said = picked(properties, "Name", "Description", "Tags")
        athena.create_work_group(**said, Configuration=wanted)
        if "State" in properties:
            athena.update_work_group(WorkGroup=properties["Name"], State=properties["State"])
        return str(properties["Name"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """When it was made, and which engine runs."""
        found = aws.client("athena").get_work_group(WorkGroup=physical_id)["WorkGroup"]
        engine = found["Configuration"]["EngineVersion"]["EffectiveEngineVersion"]
        created = str(int(found["CreationTime"].timestamp()))
        return {"CreationTime": created, "WorkGroupConfiguration.EngineVersion.EffectiveEngineVersion": engine}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Send what the template says, and what it says no longer."""
        _refuse_updates(new)
        athena, arn = aws.client("athena"), aws.arn("athena", f"workgroup/{physical_id}")
        changes = _changes(old.get("WorkGroupConfiguration", {}), new.get("WorkGroupConfiguration", {}))
        rest = {"Description": new.get("Description", ""), "State": new.get("State", "ENABLED")}
        athena.update_work_group(WorkGroup=physical_id, ConfigurationUpdates=changes, **rest)
        added, removed = tag_changes(tag_list(old), tag_list(new))
        if added:
            athena.tag_resource(ResourceARN=arn, Tags=added)
        if removed:
            athena.untag_resource(ResourceARN=arn, TagKeys=removed)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        everything = properties.get("RecursiveDeleteOption", False)
        aws.client("athena").delete_work_group(WorkGroup=physical_id, RecursiveDeleteOption=everything)


def _changes(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration as UpdateWorkGroup takes it: removals have switches of their own."""
    found: dict[str, Any] = _DEFAULTS | {name: value for name, value in new.items() if name != "ResultConfiguration"}
    found |= {switch: True for name, switch in _REMOVALS.items() if name in old and name not in new}
    before, after = old.get("ResultConfiguration", {}), new.get("ResultConfiguration", {})
    gone = {switch: True for name, switch in _RESULT_REMOVALS.items() if name in before and name not in after}
    return {**found, "ResultConfigurationUpdates": {**after, **gone}}


def _refuse_updates(properties: Properties) -> None:
    if "WorkGroupConfigurationUpdates" in properties:
        raise ValueError("AWS::Athena::WorkGroup: WorkGroupConfigurationUpdates is deprecated, and not applied here.")
