"""The stages of a project's pipeline, in their order: source, build, train, and each environment that serves."""

from typing import Any

from mlplatform.mlops.road import Road
from mlplatform.mlops.sources import ACTION, Source
from mlplatform.settings import Environment
from mlplatform.settings.names import pascal

TEMPLATES, SOURCE, TRAINED, PACKAGED = "Templates", "Source", "Trained", "Packaged"
STARTED, IMAGES = "Started", "Images"
"""Namespaces of variables: what started the run, what it uses."""

Json = dict[str, Any]


def template_file(environment: Environment) -> str:
    """The release template of an environment, in the pipeline's archive of templates."""
    return f"{environment.name}.template.json"


def source_stage(source: Source, *, template_bucket: str, template_key: str) -> Json:
    """The project's code, and the release templates that this release of the platform was deployed with."""
    templates = {"S3Bucket": template_bucket, "S3ObjectKey": template_key, "PollForSourceChanges": "false"}
    return _stage(
        "Source",
        _action(ACTION, "Source", source.provider, dict(source.configuration), output=SOURCE, Namespace=STARTED),
        _action("ReleaseTemplates", "Source", "S3", templates, output=TEMPLATES),
    )


def build_stage(*, build: str, package: str) -> Json:
    """The repository's own tests; then the images of the run are pinned."""
    return _stage(
        "Build",
        _build("Test", build, SOURCE),
        _build("PinImages", package, SOURCE, step="pin", RunOrder=2, Namespace=IMAGES),
    )


def train_stage(road: Road, source: Source, *, package: str) -> Json:
    """The SageMaker pipeline in the workbench; then what it registered is packed for release."""
    handed_over = (
        f'{{"TrainingDigest":"#{{{IMAGES}.TRAINING_DIGEST}}","ServingDigest":"#{{{IMAGES}.SERVING_DIGEST}}",'
        f'"Commit":"#{{{STARTED}.{source.commit}}}"}}'
    )
    run = {"StateMachineArn": road.state_machine_arn, "InputType": "Literal", "Input": handed_over}
    start = road.machine(road.workbench, "start")
    return _stage(
        "Train",
        _action("Train", "Invoke", "StepFunctions", run, output=TRAINED, RoleArn=start),
        _build("Package", package, TRAINED, step="release", output=PACKAGED, RunOrder=2),
    )


def release_stage(road: Road, environment: Environment, *, topic_arn: str) -> Json:
    """Somebody approves; then the release template is deployed into the environment's account."""
    name = pascal(environment.name)
    ask = {
        "NotificationArn": topic_arn,
        "CustomData": f"Release {road.project.name} into {environment.name}? See the model package that Package names.",
    }
    deploy = {
        "ActionMode": "CREATE_UPDATE",
        "StackName": road.names(environment).release(road.project.name),
        "RoleArn": road.machine(environment, "release"),
        "TemplatePath": f"{TEMPLATES}::{template_file(environment)}",
        "TemplateConfiguration": f"{PACKAGED}::release.json",
    }
    inputs = [{"Name": TEMPLATES}, {"Name": PACKAGED}]
    return _stage(
        name,
        _action(f"Approve{name}", "Approval", "Manual", ask),
        _action(
            f"Release{name}",
            "Deploy",
            "CloudFormation",
            deploy,
            RunOrder=2,
            RoleArn=road.machine(environment, "deploy"),
            InputArtifacts=inputs,
        ),
    )


def _stage(name: str, *actions: Json) -> Json:
    return {"Name": name, "Actions": list(actions)}


def _build(name: str, project: str, read: str, *, step: str = "", output: str = "", **more: Any) -> Json:
    variables = (
        f'[{{"name":"STEP","value":"{step}"}},{{"name":"EXECUTION","value":"#{{codepipeline.PipelineExecutionId}}"}}]'
    )
    configuration = {"ProjectName": project, **({"EnvironmentVariables": variables} if step else {})}
    return _action(name, "Build", "CodeBuild", configuration, output=output, InputArtifacts=[{"Name": read}], **more)


def _action(name: str, category: str, provider: str, configuration: Json, *, output: str = "", **more: Any) -> Json:
    return {
        "Name": name,
        "ActionTypeId": {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"},
        "Configuration": configuration,
        "RunOrder": 1,
        **({"OutputArtifacts": [{"Name": output}]} if output else {}),
        **more,
    }
