from constructs import Construct

from mlplatform.catalogue.prebuilt_images import PrebuiltImages
from mlplatform.identity import PersonaPolicy, capabilities


class ApprovedImages(Construct):
    """The policy that says which container images a job may pull, one for the jobs of all teams.

    Guarantees:
        - this account's repositories of the organisation, the hub's own or their replicas
        - AWS's prebuilt containers of the catalogue, repository by repository, and nothing else of anybody's

    SageMaker's API takes any image; a job whose role cannot pull it never starts (docs/decisions/0014-images.md).
    """

    def __init__(self, scope: Construct, construct_id: str, *, organisation: str, prebuilt: PrebuiltImages) -> None:
        super().__init__(scope, construct_id)
        arns = prebuilt.repository_arns
        self.policy_arn = PersonaPolicy(
            self,
            "Policy",
            description="The container images that jobs may pull",
            statements=[
                row for row in capabilities.APPROVED_IMAGES if arns or "<prebuilt-repositories>" not in row.resources
            ],
            values={"organisation": organisation, "prebuilt-repositories": arns},
        ).policy_arn
