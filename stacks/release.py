from collections.abc import Mapping
from pathlib import Path

from aws_cdk import BootstraplessSynthesizer, Stage
from constructs import Construct

from mlplatform.catalogue import PrebuiltImages
from mlplatform.mlops import Road
from mlplatform.mlops.stages import template_file
from mlplatform.serving import ModelEndpoint, ReleaseInputs
from stacks.deployment import Deployment
from stacks.platform_stack import PlatformStack

PATHS = "aws:cdk:enable-path-metadata"


class Release(PlatformStack):
    """What a project's pipeline deploys where the project is served: the model and its endpoint."""

    def __init__(self, scope: Construct, deployment: Deployment, *, road: Road) -> None:
        project, environment = road.project, deployment.environment
        super().__init__(
            scope,
            f"Release-{project.name}",
            deployment,
            description=f"Release of {project.name}",
            # The pipeline deploys it, not the command line: it needs none of the bootstrap's roles.
            synthesizer=BootstraplessSynthesizer(),
            analytics_reporting=False,
        )
        inputs = ReleaseInputs(self, "Inputs", road=road, environment=environment).values
        image = PrebuiltImages(self, environment=environment).of(project.framework, "inference")
        ModelEndpoint(self, "Endpoint", road=road, environment=environment, repository=image.uri, inputs=inputs)
        self.book_on(deployment.team(project.team), self)


def release_templates(scope: Construct, *, road: Road) -> Mapping[str, str]:
    """The release template of each environment that serves a project, by the name of its file.

    They stand in a stage of their own: judged by every rule like all else, and out of reach of `cdk deploy --all`,
    which takes the stacks of the app itself.
    """
    stage = Stage(scope, f"Releases-{road.project.name}")
    # The command line asks for the paths of constructs; they would give the same release another name in the bucket.
    stage.node.set_context(PATHS, False)
    stacks = {
        template_file(environment): Release(
            stage, Deployment(organisation=road.organisation, environment=environment), road=road
        )
        for environment in road.serving
    }
    assembly = stage.synth()
    return {
        file: Path(assembly.get_stack_artifact(stack.artifact_id).template_full_path).read_text(encoding="utf-8")
        for file, stack in stacks.items()
    }
