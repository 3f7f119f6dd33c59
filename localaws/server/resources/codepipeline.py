"""AWS::CodePipeline::Pipeline."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType, tag_changes
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
        super().update(aws, physical_id, old, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("codepipeline").delete_pipeline(name=physical_id)


def _declaration(properties: Properties) -> dict[str, Any]:
    """Spell it as the API does."""
    own = ("Tags", "RestartExecutionOnUpdate", "DisableInboundStageTransitions", "ArtifactStores")
    found: dict[str, Any] = _spelled({name: value for name, value in properties.items() if name not in own})
    found["version"] = 1
    if stores := properties.get("ArtifactStores"):
        found["artifactStores"] = {one["Region"]: lower_first(one["ArtifactStore"]) for one in stores}
    return found


def _spelled(value: Any) -> Any:
    """Return it in lowerCamelCase; the names within the configuration of an action or a rule stay as they are."""
    if isinstance(value, list):
        return [_spelled(member) for member in value]
    if not isinstance(value, dict):
        return value
    return {
        name[:1].lower() + name[1:]: _texts(member) if name == "Configuration" else _spelled(member)
        for name, member in value.items()
    }


def _texts(configuration: dict[str, Any]) -> dict[str, str]:
    return {name: str(one).lower() if isinstance(one, bool) else str(one) for name, one in configuration.items()}


def _transitions(aws: Account, name: str, properties: Properties) -> None:
    """Close the ways into the stages that the template names, open all others."""
    client = aws.client("codepipeline")
    closed = {one["StageName"]: one["Reason"] for one in properties.get("DisableInboundStageTransitions", [])}
    for stage in [stage["Name"] for stage in properties["Stages"]]:
        way = {"pipelineName": name, "stageName": stage, "transitionType": "Inbound"}
        if stage in closed:
            client.disable_stage_transition(**way, reason=closed[stage])
        else:
            client.enable_stage_transition(**way)


Pipeline.facets = (Facet(("DisableInboundStageTransitions",), _transitions),)
