from aws_cdk import Fn, IStackSynthesizer, Stack, Tags
from constructs import Construct, IConstruct

from mlplatform.settings import Team
from stacks.deployment import Deployment

TAGS_FOR_EVER = [
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::FeatureGroup",
    "AWS::SageMaker::Space",
    "AWS::SageMaker::StudioLifecycleConfig",
    "AWS::SageMaker::UserProfile",
]
"""Changing the tags of these may replace them and lose what is in them: they carry fixed tags of their own."""


class PlatformStack(Stack):
    """A stack of one environment: named, tagged, protected, and synthesized without asking AWS anything."""

    def __init__(
        self,
        scope: Construct,
        stack: str,
        deployment: Deployment,
        *,
        description: str,
        synthesizer: IStackSynthesizer | None = None,
        analytics_reporting: bool | None = None,
    ) -> None:
        name = deployment.names.stack(stack)
        super().__init__(
            scope,
            name,
            stack_name=name,
            env=deployment.target,
            description=description,
            synthesizer=synthesizer,
            analytics_reporting=analytics_reporting,
            # CloudFormation takes a megabyte, and indentation nearly doubles the policies of many teams.
            suppress_template_indentation=True,
        )
        self.deployment = deployment
        organisation = deployment.organisation
        own = {"organisation": organisation.name, "environment": deployment.environment.name}
        for key, value in sorted({**organisation.tags, **own}.items()):
            Tags.of(self).add(key, value, exclude_resource_types=TAGS_FOR_EVER)

    def book_on(self, team: Team, *constructs: IConstruct) -> None:
        """Tag what belongs to a team, so that its cost and its access can be told apart."""
        for construct in constructs:
            Tags.of(construct).add("team", team.name, exclude_resource_types=TAGS_FOR_EVER)
            Tags.of(construct).add("cost-centre", team.cost_centre, exclude_resource_types=TAGS_FOR_EVER)

    @property
    def availability_zones(self) -> list[str]:
        """The region's zones as CloudFormation sees them: the library would ask AWS for a concrete account's."""
        create = self.deployment.environment.network.create
        return [Fn.select(index, Fn.get_azs()) for index in range(create.zones if create else 2)]
