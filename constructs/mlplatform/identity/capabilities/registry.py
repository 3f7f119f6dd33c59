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
