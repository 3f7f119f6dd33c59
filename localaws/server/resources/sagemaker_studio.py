"""AWS::SageMaker::Domain, UserProfile, Space, App, and what they are dressed with."""

from typing import Any

from localaws.server.resource import Properties
from localaws.server.resources.documents import tag_map
from localaws.server.resources.sagemaker_noun import SageMakerNoun


class Domain(SageMakerNoun):
    """A domain; it cannot go while it holds profiles, spaces or apps."""

    type_name = "AWS::SageMaker::Domain"
    noun = "Domain"
    identity = ("DomainId",)
    update_renamed = (("DomainSettings", "DomainSettingsForUpdate"),)

    def physical_id(self, properties: Properties, answer: dict[str, Any]) -> str:
        """The id is the last part of the ARN."""
        return str(answer["DomainArn"].rsplit("/", 1)[-1])

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """An update of the settings takes no create-only member."""
        found = super().request(properties, renamed)
        studio = found.get("DomainSettingsForUpdate", {}).get("RStudioServerProDomainSettings")
        if studio:
            found["DomainSettingsForUpdate"]["RStudioServerProDomainSettingsForUpdate"] = studio
            del found["DomainSettingsForUpdate"]["RStudioServerProDomainSettings"]
        return found


class UserProfile(SageMakerNoun):
    """A person's profile; it cannot go while an app of it runs or a space of it exists."""

    type_name = "AWS::SageMaker::UserProfile"
    noun = "UserProfile"
    identity = ("DomainId", "UserProfileName")


class Space(SageMakerNoun):
    """A space; it cannot go while an app of it runs."""

    type_name = "AWS::SageMaker::Space"
    noun = "Space"
    identity = ("DomainId", "SpaceName")


class App(SageMakerNoun):
    """A running app."""

    type_name = "AWS::SageMaker::App"
    noun = "App"
    identity = ("AppName", "AppType", "DomainId", "UserProfileName")


class Image(SageMakerNoun):
    """A custom image; its versions come by API."""

    type_name = "AWS::SageMaker::Image"
    noun = "Image"
    identity = ("ImageName",)
    renamed = (("ImageRoleArn", "RoleArn"), ("ImageDisplayName", "DisplayName"), ("ImageDescription", "Description"))


class ImageVersion(SageMakerNoun):
    """A version of a custom image."""

    type_name = "AWS::SageMaker::ImageVersion"
    noun = "ImageVersion"
    identity = ("ImageName", "Version")
    update_renamed = (("Alias", "AliasesToAdd"),)

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """The API has a list of aliases."""
        found = super().request(properties, renamed)
        alias = found.pop("Alias", None)
        return found | ({"Aliases": [alias]} if alias else {})

    def named(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """The version is the last part of the ARN."""
        return {"ImageName": properties["ImageName"], "Version": int(physical_id.rsplit("/", 1)[-1])}


class AppImageConfig(SageMakerNoun):
    """How an image runs as a kernel or as an application."""

    type_name = "AWS::SageMaker::AppImageConfig"
    noun = "AppImageConfig"
    identity = ("AppImageConfigName",)

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """The API has the containers' environment variables as a map."""
        found = super().request(properties, renamed)
        for app in ("JupyterLabAppImageConfig", "CodeEditorAppImageConfig"):
            container = found.get(app, {}).get("ContainerConfig", {})
            if "ContainerEnvironmentVariables" in container:
                variables = tag_map(container, "ContainerEnvironmentVariables")
                found[app] = {"ContainerConfig": {**container, "ContainerEnvironmentVariables": variables}}
        return found


class StudioLifecycleConfig(SageMakerNoun):
    """A script that runs when an app starts; it cannot go while a domain, profile or space names it."""

    type_name = "AWS::SageMaker::StudioLifecycleConfig"
    noun = "StudioLifecycleConfig"
    identity = ("StudioLifecycleConfigName",)


class MlflowTrackingServer(SageMakerNoun):
    """A managed MLflow server."""

    type_name = "AWS::SageMaker::MlflowTrackingServer"
    noun = "MlflowTrackingServer"
    identity = ("TrackingServerName",)


class MlflowApp(SageMakerNoun):
    """Serverless MLflow."""

    type_name = "AWS::SageMaker::MlflowApp"
    noun = "MlflowApp"
    identity = ("Arn",)
