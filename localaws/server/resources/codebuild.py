"""AWS::CodeBuild::Project."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import lower_first, picked

_RENAMED = {"buildSpec": "buildspec"}


class Project(ResourceType):
    """A build project."""

    type_name = "AWS::CodeBuild::Project"
    name_property = "Name"
    name_length = 150

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        aws.client("codebuild").create_project(**_request(properties))
        return str(properties["Name"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """ARN and id."""
        return {"Arn": aws.arn("codebuild", f"project/{physical_id}"), "Id": physical_id}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Send all of it; what is gone goes back to empty."""
        gone = {name: type(old[name])() for name in old if name not in new and isinstance(old[name], dict | list | str)}
        aws.client("codebuild").update_project(**_request({**new, **gone}))
        super().update(aws, physical_id, old, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("codebuild").delete_project(name=physical_id)


def _request(properties: Properties) -> dict[str, Any]:
    """Spell it as the API does."""
    if "Triggers" in properties:
        raise ValueError("The local AWS does not apply the property Triggers of AWS::CodeBuild::Project.")
    own = ("Visibility", "ResourceAccessRole")
    found: dict[str, Any] = _renamed(lower_first({name: one for name, one in properties.items() if name not in own}))
    return found


def _visibility(aws: Account, name: str, properties: Properties) -> None:
    """Who sees the builds; UpdateProject does not take it."""
    role = picked(properties, resourceAccessRole="ResourceAccessRole")
    wanted = properties.get("Visibility", "PRIVATE")
    arn = aws.arn("codebuild", f"project/{name}")
    aws.client("codebuild").update_project_visibility(projectArn=arn, projectVisibility=wanted, **role)


Project.facets = (Facet(("Visibility", "ResourceAccessRole"), _visibility),)


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {_RENAMED.get(name, name): _renamed(member) for name, member in value.items()}
    return [_renamed(member) for member in value] if isinstance(value, list) else value
