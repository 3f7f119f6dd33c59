from aws_cdk import CfnTag
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.settings.identity import AuthMode
from mlplatform.settings.names import Names
from mlplatform.studio.domain import StudioDomain


class TeamSpace(Construct):
    """A team's shared space, and the service profile that owns it.

    A space's owner can never change, so it must not be a person: people leave. With Identity Center a user of the
    service profile's name must exist there; nobody signs in as it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        team: str,
        domain: StudioDomain,
        names: Names,
        auth_mode: AuthMode,
        role_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        tags = [CfnTag(key="team", value=team)]
        self.service_profile = names.service_profile(team)
        profile = sagemaker.CfnUserProfile(
            self,
            "Owner",
            domain_id=domain.domain_id,
            user_profile_name=self.service_profile,
            single_sign_on_user_identifier="UserName" if auth_mode == "SSO" else None,
            single_sign_on_user_value=self.service_profile if auth_mode == "SSO" else None,
            user_settings=sagemaker.CfnUserProfile.UserSettingsProperty(execution_role=role_arn),
            tags=tags,
        )
        space = sagemaker.CfnSpace(
            self,
            "Resource",
            domain_id=domain.domain_id,
            space_name=names.shared_space(team),
            space_display_name=f"{team} (shared)",
            ownership_settings=sagemaker.CfnSpace.OwnershipSettingsProperty(
                owner_user_profile_name=self.service_profile
            ),
            space_sharing_settings=sagemaker.CfnSpace.SpaceSharingSettingsProperty(sharing_type="Shared"),
            space_settings=sagemaker.CfnSpace.SpaceSettingsProperty(app_type="JupyterLab"),
            tags=tags,
        )
        space.add_resource_dependency(profile)
