from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.images import ImageRepository
from mlplatform.settings.names import pascal
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack

IMAGES = ("serving", "studio", "training")


class Images(PlatformStack):
    """The hub's image repositories."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation) -> None:
        super().__init__(scope, "Images", deployment, description="Image repositories")
        names = deployment.names
        repositories = {
            image: ImageRepository(
                self, pascal(image), name=names.repository(image), key_arn=foundation.keys.artefacts
            ).uri
            for image in IMAGES
        }
        ContractParameter(self, "Contract", names=names, key="images", fields={"repositories": repositories})
