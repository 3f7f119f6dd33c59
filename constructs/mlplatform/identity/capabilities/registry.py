"""The registry: model packages of one team.

No person sets a package's approval status: the approver answers the approval action of the release pipeline, whose
machinery writes the status down. UpdateModelPackage could change what is approved in the very call that approves it.
"""

from mlplatform.identity.statement import Statement, Wildcard

TEAM_GROUPS = ("sagemaker:model-package-group/<team>-*",)
TEAM_PACKAGES = ("sagemaker:model-package/<team>-*",)

BROWSE_REGISTRY = Statement(
    sid="BrowseRegistry",
    actions=("sagemaker:ListModelPackageGroups",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
READ_REGISTRY = Statement(
    sid="ReadRegistry",
    actions=(
        "sagemaker:DescribeModelPackage",
        "sagemaker:DescribeModelPackageGroup",
        "sagemaker:ListModelPackages",
        "sagemaker:ListTags",
    ),
    resources=(*TEAM_GROUPS, *TEAM_PACKAGES),
    wildcard=Wildcard.CREATED_LATER,
)
REGISTER_MODELS = Statement(
    sid="RegisterModels",
    actions=("sagemaker:AddTags", "sagemaker:CreateModelPackage"),
    resources=(*TEAM_GROUPS, *TEAM_PACKAGES),
    wildcard=Wildcard.CREATED_LATER,
)

HUB_GROUPS = ("<hub-groups>/<team>-*",)
HUB_PACKAGES = ("<hub-packages>/<team>-*",)
"""The registry of the organisation, which may be in another account than the workbench."""

READ_HUB_REGISTRY = Statement(
    sid="ReadHubRegistry",
    actions=("sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup", "sagemaker:ListModelPackages"),
    resources=(*HUB_GROUPS, *HUB_PACKAGES),
    wildcard=Wildcard.CREATED_LATER,
)
REGISTER_IN_HUB = Statement(
    sid="RegisterInHub",
    actions=("sagemaker:AddTags", "sagemaker:CreateModelPackage"),
    resources=(*HUB_GROUPS, *HUB_PACKAGES),
    wildcard=Wildcard.CREATED_LATER,
)
