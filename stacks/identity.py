from constructs import Construct

from mlplatform.catalogue import ApprovedImages, PrebuiltImages
from mlplatform.contract import ContractParameter
from mlplatform.identity import PlatformAdmin
from mlplatform.identity.override_policy import override_policy
from mlplatform.settings.names import pascal
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack


class Identity(PlatformStack):
    """Who belongs to no team: the platform admin. Each team's roles stand in a stack of their own."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation) -> None:
        super().__init__(scope, "Identity", deployment, description="The platform admin, images that jobs may pull")
        self.image_policy_arn = ApprovedImages(
            self,
            "ApprovedImages",
            organisation=deployment.organisation.name,
            prebuilt=PrebuiltImages(self, environment=deployment.environment),
        ).policy_arn
        admin = PlatformAdmin(
            self,
            "PlatformAdmin",
            names=deployment.names,
            identity=deployment.organisation.identity,
            boundary_arn=foundation.people_boundary,
        )
        fields = {"role_arn": admin.role_arn}
        ContractParameter(self, "ContractAdmin", names=deployment.names, key="roles/platform-admin", fields=fields)
        if deployment.environment.is_workbench:
            self._publish_override_policy()

    def _publish_override_policy(self) -> None:
        for key, fields in override_policy().published().items():
            ContractParameter(
                self, f"Contract{pascal(key)}", names=self.deployment.names, key=f"override-policy/{key}", fields=fields
            )
