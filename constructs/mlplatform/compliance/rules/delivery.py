"""Rules on what builds and delivers: CodeBuild, CodePipeline."""

from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, as_map, is_false, number, present, text
from .lists import readable
from .model import Fault, Resource, Rule, faults
from .secrets import plain_secrets
from .shape import customer_key, equals, has, key_fault, shown, wrong

BUILD = ("AWS::CodeBuild::Project",)
PIPELINE = ("AWS::CodePipeline::Pipeline",)
POLLED = ("CodeCommit", "S3")
"""Sources that CodePipeline asks again and again unless it is told not to."""


def _privileged(build: Resource) -> str | None:
    privileged = build.get("Environment.PrivilegedMode")
    return None if privileged is None or is_false(privileged) else f"PrivilegedMode is {shown(privileged)}"


def _secrets(build: Resource) -> list[str]:
    path = "Environment.EnvironmentVariables"
    variables = [variable for _, variable in readable(build.get(path), path)]
    plain = [variable for variable in variables if text(variable.get("Type")) in ("", "PLAINTEXT")]
    return plain_secrets({text(variable.get("Name")): variable.get("Value") for variable in plain})


def _foreign_image(build: Resource) -> str | None:
    image = text(build.get("Environment.Image"))
    return None if image.startswith("aws/codebuild/") else f"Environment.Image is {shown(image) or 'absent'}"


def _open_artefacts(build: Resource) -> list[Fault]:
    several = enumerate(as_list(build.get("SecondaryArtifacts")))
    every = {"Artifacts": build.get("Artifacts"), **{f"SecondaryArtifacts.{index}": one for index, one in several}}
    flags = {f"{path}.EncryptionDisabled": as_map(one).get("EncryptionDisabled") for path, one in every.items()}
    return [wrong(path, flag) for path, flag in flags.items() if flag is not None and not is_false(flag)]


def _stores_without_key(pipeline: Resource) -> list[Fault]:
    several = [as_map(one).get("ArtifactStore") for one in as_list(pipeline.get("ArtifactStores"))]
    stores = {f"ArtifactStores.{index}.ArtifactStore": store for index, store in enumerate(several)}
    if present(pipeline.get("ArtifactStore")) or not stores:
        stores["ArtifactStore"] = pipeline.get("ArtifactStore")
    found = (
        key_fault(f"{path}.EncryptionKey.Id", as_map(as_map(store).get("EncryptionKey")).get("Id"))
        for path, store in stores.items()
    )
    return list(faults(*found))


def _unapproved(pipeline: Resource) -> Iterator[str]:
    """Deployments that no approval of their own precedes: what was approved for one stage is so for no other."""
    approved = False
    for stage, actions in _stages(pipeline):
        for category in actions:
            if category == "Deploy" and not approved:
                yield f"the stage {stage} deploys what nobody approved for it"
            approved = approved or category == "Approval"
        approved = approved and "Deploy" not in actions


def _stages(pipeline: Resource) -> Iterator[tuple[str, list[str]]]:
    """Each stage's name, and the categories of its actions in the order in which they run.

    Of actions that run side by side the deployment counts as the first.
    """
    for path, stage in readable(pipeline.get("Stages"), "Stages"):
        actions = [action for _, action in readable(stage.get("Actions"), f"{path}.Actions")]
        ordered = sorted(
            actions, key=lambda action: (number(action.get("RunOrder")) or 1, _category(action) != "Deploy")
        )
        yield shown(stage.get("Name")), [_category(action) for action in ordered]


def _category(action: Mapping[str, Any]) -> str:
    return text(as_map(action.get("ActionTypeId")).get("Category"))


def _polling(pipeline: Resource) -> list[str]:
    found = []
    for path, stage in readable(pipeline.get("Stages"), "Stages"):
        for _, action in readable(stage.get("Actions"), f"{path}.Actions"):
            found += _of_source(as_map(action.get("ActionTypeId")), as_map(action.get("Configuration")))
    return found


def _of_source(type_: Mapping[str, Any], configuration: Mapping[str, Any]) -> list[str]:
    found = ["OAuthToken stands in the template"] if "OAuthToken" in configuration else []
    polls = not is_false(configuration.get("PollForSourceChanges"))
    if text(type_.get("Category")) == "Source" and text(type_.get("Provider")) in POLLED and polls:
        found.append("PollForSourceChanges is not false")
    return found


RULES = (
    Rule(
        "CB-01",
        "M",
        BUILD,
        "What a build makes is encrypted with a customer-managed key.",
        "Set EncryptionKey to the key for artefacts.",
        customer_key("EncryptionKey"),
    ),
    Rule(
        "CB-02",
        "H",
        BUILD,
        "A build has no privileges on its host.",
        "Set Environment.PrivilegedMode to false.",
        _privileged,
        "Environment.PrivilegedMode",
    ),
    Rule(
        "CB-03",
        "M",
        BUILD,
        "A build writes its log.",
        "Set LogsConfig.CloudWatchLogs.Status to ENABLED.",
        equals("LogsConfig.CloudWatchLogs.Status", "ENABLED"),
    ),
    Rule(
        "CB-04",
        "C",
        BUILD,
        "No secret stands in a build's environment.",
        "Let the role give the permissions, or set the variable's Type to SECRETS_MANAGER.",
        _secrets,
        "Environment.EnvironmentVariables",
    ),
    Rule(
        "CB-05",
        "M",
        BUILD,
        "A build runs in the VPC.",
        "Set VpcConfig.VpcId, VpcConfig.Subnets and VpcConfig.SecurityGroupIds.",
        has("VpcConfig.VpcId", "VpcConfig.Subnets", "VpcConfig.SecurityGroupIds"),
    ),
    Rule(
        "CB-06",
        "L",
        BUILD,
        "A build runs in an image that AWS maintains.",
        "Set Environment.Image to one of aws/codebuild/.",
        _foreign_image,
        "Environment.Image",
    ),
    Rule(
        "CB-07",
        "H",
        BUILD,
        "No artefact of a build is left unencrypted.",
        "Take EncryptionDisabled away.",
        _open_artefacts,
    ),
    Rule(
        "CP-01",
        "H",
        PIPELINE,
        "A pipeline's artefacts are encrypted with a customer-managed key.",
        "Set ArtifactStore.EncryptionKey.",
        _stores_without_key,
    ),
    Rule(
        "CP-02",
        "H",
        PIPELINE,
        "Whatever a pipeline deploys was approved for that stage.",
        "Put an action of the category Approval before each stage that deploys.",
        _unapproved,
        "Stages",
    ),
    Rule(
        "CP-03",
        "C",
        PIPELINE,
        "Events start a pipeline, and no token stands in its template.",
        "Set PollForSourceChanges to false and add an event rule; reach Git providers through a connection.",
        _polling,
        "Stages",
    ),
)
