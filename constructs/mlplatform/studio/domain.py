from collections.abc import Sequence

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.compliance import acknowledge
from mlplatform.identity import BoundedRole
from mlplatform.identity.trust import sagemaker_trust
from mlplatform.settings import Studio
from mlplatform.settings.identity import AuthMode
from mlplatform.settings.names import Names
from mlplatform.studio.domain_clean_up import DomainCleanUp
from mlplatform.studio.lifecycle_script import LifecycleScript

HIDDEN_APPS = ["Canvas", "JupyterServer", "RStudioServerPro", "TensorBoard"]
"""App types that the platform neither configures nor guards; a profile's owner cannot start them from Studio.
KernelGateway and RSessionGateway are started from JupyterServer and RStudioServerPro; CloudFormation's schema, unlike
the API, does not know them here."""

IAM_FEDERATION = (
    "The organisation's file names a SAML provider instead of Identity Center; a persona's role trusts it alone "
    "and signs in to the profile of its own source identity only."
)

CfnDomain = sagemaker.CfnDomain


class StudioDomain(Construct):
    """A SageMaker Studio domain.

    Guarantees:
        - apps run in the VPC only (SM-DOM-01), in the given security group (SM-DOM-03), on volumes and homes that the
          given key encrypts (SM-DOM-02)
        - CloudTrail names the person behind every call (SM-DOM-05); notebook output is not shared (SM-DOM-04)
        - idle apps are shut down (SM-DOM-07); nobody can extend that beyond the organisation's setting
        - whoever has no role of their own has a role that may do nothing; shared spaces have the role given for them,
          else that one
        - when the domain goes, the network is freed of what it leaves there; its homes stay
        - Docker inside Studio only with images of trusted accounts, else not at all

    Args:
        shared_role_arn: Role of apps in shared spaces, of which a domain has one for all: for a domain of one team the
            team's. Whoever has a profile in the domain can open a running shared app and act as this role.

    The L1 domain stays reachable as `resource`. Replacing it loses every home: name, key and mode are for ever.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        names: Names,
        auth_mode: AuthMode,
        studio: Studio,
        vpc_id: str,
        subnet_ids: Sequence[str],
        security_group_id: str,
        key_arn: str,
        boundary_arn: str,
        clean_up: DomainCleanUp,
        shared_role_arn: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._studio, self._group, self._names = studio, security_group_id, names
        self._no_rights_role_arn = self._build_role(boundary_arn, name)
        self._jupyter_lab = self._build_jupyter_lab(name)
        self.resource = CfnDomain(
            self,
            "Resource",
            domain_name=name,
            auth_mode=auth_mode,
            vpc_id=vpc_id,
            subnet_ids=list(subnet_ids),
            app_network_access_type="VpcOnly",
            app_security_group_management="Customer",
            kms_key_id=key_arn,
            tag_propagation="ENABLED",
            default_user_settings=self._user_settings(name),
            default_space_settings=CfnDomain.DefaultSpaceSettingsProperty(
                execution_role=shared_role_arn or self._no_rights_role_arn,
                security_groups=[security_group_id],
                jupyter_lab_app_settings=self._jupyter_lab,
            ),
            domain_settings=CfnDomain.DomainSettingsProperty(
                execution_role_identity_config="USER_PROFILE_NAME",
                security_group_ids=[security_group_id],
                docker_settings=self._docker_settings(),
            ),
        )
        self.resource.node.add_dependency(clean_up.after(self, domain=name))
        self.domain_id = self.resource.attr_domain_id
        if auth_mode == "IAM":
            acknowledge(self.resource, "MLPlatform::SM-DOM-06", decision="0008", reason=IAM_FEDERATION)

    def _build_role(self, boundary_arn: str, name: str) -> str:
        return BoundedRole(
            self,
            "NoRights",
            description=f"Default of the domain {name}; may do nothing",
            trust=[sagemaker_trust("Studio")],
            policy_arns=[],
            boundary_arn=boundary_arn,
        ).role_arn

    def _user_settings(self, name: str) -> CfnDomain.UserSettingsProperty:
        code_editor = LifecycleScript(self, "CodeEditorScript", prefix=name, app_type="CodeEditor").arn
        return CfnDomain.UserSettingsProperty(
            execution_role=self._no_rights_role_arn,
            security_groups=[self._group],
            default_landing_uri="studio::",
            studio_web_portal="ENABLED",
            sharing_settings=CfnDomain.SharingSettingsProperty(notebook_output_option="Disabled"),
            jupyter_lab_app_settings=self._jupyter_lab,
            code_editor_app_settings=CfnDomain.CodeEditorAppSettingsProperty(
                app_lifecycle_management=self._idle_shutdown(),
                custom_images=self._own_image("code-editor"),
                default_resource_spec=CfnDomain.ResourceSpecProperty(lifecycle_config_arn=code_editor),
                lifecycle_config_arns=[code_editor],
            ),
            studio_web_portal_settings=CfnDomain.StudioWebPortalSettingsProperty(hidden_app_types=HIDDEN_APPS),
        )

    def _build_jupyter_lab(self, name: str) -> CfnDomain.JupyterLabAppSettingsProperty:
        """The same in one's own spaces and in shared ones."""
        script = LifecycleScript(self, "JupyterLabScript", prefix=name, app_type="JupyterLab").arn
        return CfnDomain.JupyterLabAppSettingsProperty(
            app_lifecycle_management=self._idle_shutdown(),
            custom_images=self._own_image("jupyter-lab"),
            default_resource_spec=CfnDomain.ResourceSpecProperty(lifecycle_config_arn=script),
            lifecycle_config_arns=[script],
        )

    def _own_image(self, slot: str) -> list[CfnDomain.CustomImageProperty] | None:
        """The organisation's image beside SageMaker's, when there is a version to offer."""
        version = self._studio.image_version
        if version is None:
            return None
        return [
            CfnDomain.CustomImageProperty(
                app_image_config_name=self._names.studio_image(slot),
                image_name=self._names.studio_image(),
                image_version_number=version,
            )
        ]

    def _idle_shutdown(self) -> CfnDomain.AppLifecycleManagementProperty:
        minutes = self._studio.idle_minutes
        return CfnDomain.AppLifecycleManagementProperty(
            idle_settings=CfnDomain.IdleSettingsProperty(
                lifecycle_management="ENABLED",
                idle_timeout_in_minutes=minutes,
                min_idle_timeout_in_minutes=60,
                max_idle_timeout_in_minutes=minutes,
            )
        )

    def _docker_settings(self) -> CfnDomain.DockerSettingsProperty:
        accounts = list(self._studio.docker_trusted_accounts)
        if not accounts:
            return CfnDomain.DockerSettingsProperty(enable_docker_access="DISABLED")
        return CfnDomain.DockerSettingsProperty(enable_docker_access="ENABLED", vpc_only_trusted_accounts=accounts)
