"""AWS::CodePipeline::Pipeline."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties, ResourceType, tag_changes
from localaws.server.resources.documents import lower_first, tag_list


class Pipeline(ResourceType):
    """A pipeline. Its role has to exist and to trust CodePipeline, as on AWS."""

    type_name = "AWS::CodePipeline::Pipeline"
    name_property = "Name"
    name_length = 100

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        aws.client("codepipeline").create_pipeline(
            pipeline=_declaration(properties), tags=lower_first(tag_list(properties))
        )
        return str(properties["Name"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The version counts updates."""
        found = aws.client("codepipeline").get_pipeline(name=physical_id)
        return {"Version": str(found["pipeline"]["version"]), "Arn": aws.arn("codepipeline", physical_id)}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Replace the declaration; then the tags."""
        client, arn = aws.client("codepipeline"), aws.arn("codepipeline", physical_id)
        client.update_pipeline(pipeline=_declaration(new))
        added, removed = tag_changes(tag_list(old), tag_list(new))
        if added:
            client.tag_resource(resourceArn=arn, tags=lower_first(added))
        if removed:
            client.untag_resource(resourceArn=arn, tagKeys=removed)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("codepipeline").delete_pipeline(name=physical_id)


def _declaration(properties: Properties) -> dict[str, Any]:
    """Spell it as the API does; the names within an action's configuration stay as they are."""
    own = ("Tags", "RestartExecutionOnUpdate", "DisableInboundStageTransitions", "ArtifactStores", "Stages")
    found: dict[str, Any] = lower_first({name: value for name, value in properties.items() if name not in own})
    found["version"] = 1
    found["stages"] = [_stage(stage) for stage in properties["Stages"]]
    if stores := properties.get("ArtifactStores"):
        found["artifactStores"] = {one["Region"]: lower_first(one["ArtifactStore"]) for one in stores}
    return found


def _stage(stage: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = lower_first({name: value for name, value in stage.items() if name != "Actions"})
    return {**found, "actions": [_action(action) for action in stage["Actions"]]}


def _action(action: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = lower_first({name: value for name, value in action.items() if name != "Configuration"})
    configuration = action.get("Configuration", {})
    return {**found, "configuration": {name: _text(value) for name, value in configuration.items()}}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
