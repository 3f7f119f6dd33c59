from typing import Any

from constructs import Construct

from mlplatform.arns import image_uri
from mlplatform.catalogue import SIZES, PrebuiltImages
from mlplatform.contract import ContractParameter
from mlplatform.images import ImageReplication, ImageRepository, ImageScanning, ReplicaRegistry, StudioImage
from mlplatform.settings.names import pascal
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack

IMAGES = ("serving", "studio", "training")


class Images(PlatformStack):
    """Container images: repositories in the hub, their replicas elsewhere, Studio's image in a workbench."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation) -> None:
        super().__init__(scope, "Images", deployment, description="Image repositories, replicas, Studio's image")
        self._foundation = foundation
        ImageScanning(self, "Scanning")
        if deployment.environment.is_hub:
            self._build_repositories()
        else:
            self._build_replicas()
        if deployment.environment.is_workbench:
            StudioImage(self, "StudioImage", names=deployment.names, boundary_arn=foundation.boundary.policy_arn)
        self._build_contract()

    def _build_repositories(self) -> None:
        names, environments = self.deployment.names, self.deployment.organisation.environments
        for image in IMAGES:
            name = names.repository(image)
            ImageRepository(self, pascal(image), name=name, key_arn=self._foundation.keys.artefacts)
        spokes = [environment for environment in environments if not environment.is_hub]
        if spokes:
            ImageReplication(self, "Replication", prefix=names.repository(""), environments=spokes)

    def _build_replicas(self) -> None:
        hub = self.deployment.organisation.hub
        if hub.account is None:
            raise ValueError(f"{hub.name} has no account; several environments must name theirs.")
        ReplicaRegistry(
            self,
            "Replicas",
            names=self.deployment.names,
            hub_account=hub.account,
            key_arn=self._foundation.keys.artefacts,
            boundary_arn=self._foundation.boundary.policy_arn,
        )

    def _build_contract(self) -> None:
        names = self.deployment.names
        repositories = {image: image_uri(names.repository(image)) for image in IMAGES}
        ContractParameter(self, "Contract", names=names, key="images", fields={"repositories": repositories})
        sizes: dict[str, Any] = {name: size.fields() for name, size in SIZES.items()}
        ContractParameter(self, "ContractSizes", names=names, key="sizes", fields=sizes)
        self._build_catalogue()

    def _build_catalogue(self) -> None:
        deployment = self.deployment
        prebuilt = PrebuiltImages(self, environment=deployment.environment, pins=deployment.organisation.image_pins)
        for framework in prebuilt.frameworks:
            ContractParameter(
                self,
                f"Contract{pascal(framework.name)}",
                names=deployment.names,
                key=f"images/{framework.name}",
                fields=prebuilt.entry(framework),
            )
