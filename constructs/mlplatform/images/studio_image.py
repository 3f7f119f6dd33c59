from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from mlplatform.identity import BoundedRole, PersonaPolicy, capabilities
from mlplatform.identity.trust import sagemaker_trust
from mlplatform.settings.names import Names

DESCRIPTION = "The organisation's image of Studio"
CfnConfig = sagemaker.CfnAppImageConfig


class StudioImage(Construct):
    """The organisation's own image for JupyterLab and Code Editor, without a version.

    Guarantees:
        - SageMaker reads this one repository of this account in the image's name, and nothing else
        - apps know where the contract stands (`APLATFORM_CONTRACT`)
        - one configuration for each kind of app, because SageMaker takes one kind in each

    An image pipeline makes versions, by API: CloudFormation could only make one of a container image that is there
    already, and a fresh account has none. `studio.image_version` of the organisation's file has domains offer one.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, boundary_arn: str) -> None:
        super().__init__(scope, construct_id)
        sagemaker.CfnImage(
            self,
            "Resource",
            image_name=names.studio_image(),
            image_role_arn=self._build_role(names, boundary_arn),
            image_description=DESCRIPTION,
            image_display_name=names.studio_image(),
        )
        container = _container(names)
        CfnConfig(
            self,
            "JupyterLab",
            app_image_config_name=names.studio_image("jupyter-lab"),
            jupyter_lab_app_image_config=CfnConfig.JupyterLabAppImageConfigProperty(container_config=container),
        )
        CfnConfig(
            self,
            "CodeEditor",
            app_image_config_name=names.studio_image("code-editor"),
            code_editor_app_image_config=CfnConfig.CodeEditorAppImageConfigProperty(container_config=container),
        )

    def _build_role(self, names: Names, boundary_arn: str) -> str:
        policy = PersonaPolicy(
            self,
            "RolePolicy",
            description=DESCRIPTION,
            statements=capabilities.STUDIO_IMAGE,
            values={"organisation": names.organisation},
        )
        return BoundedRole(
            self,
            "Role",
            description=DESCRIPTION,
            trust=[sagemaker_trust("Studio")],
            policy_arns=[policy.policy_arn],
            boundary_arn=boundary_arn,
        ).role_arn


def _container(names: Names) -> CfnConfig.ContainerConfigProperty:
    contract = CfnConfig.CustomImageContainerEnvironmentVariableProperty(
        key="APLATFORM_CONTRACT", value=names.parameter("").removesuffix("/")
    )
    return CfnConfig.ContainerConfigProperty(container_environment_variables=[contract])
