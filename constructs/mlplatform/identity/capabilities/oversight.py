"""Seeing and running the platform without its data: the auditor and the platform admin."""

from mlplatform.identity.capabilities import jobs, pipelines, registry, serving, studio
from mlplatform.identity.statement import Statement, Wildcard

SEEN = (
    "domain/*",
    "user-profile/*",
    "space/*",
    "app/*",
    *(f"{kind}/*" for kind in jobs.JOB_KINDS),
    "model/*",
    "pipeline/*",
    "model-package-group/*",
    "model-package/*",
    "endpoint/*",
    "endpoint-config/*",
)
SEEING = (
    studio.READ_STUDIO,
    jobs.READ_TEAM_WORK,
    pipelines.READ_PIPELINES,
    pipelines.READ_EXECUTIONS,
    registry.READ_REGISTRY,
    serving.READ_ENDPOINTS,
)

READ_ALL_WORK = Statement(
    sid="ReadAllWork",
    actions=tuple(sorted({action for row in SEEING for action in row.actions})),
    resources=tuple(f"sagemaker:{resource}" for resource in SEEN),
    wildcard=Wildcard.CREATED_LATER,
)
STOP_APPS = Statement(
    sid="StopApps",
    actions=("sagemaker:DeleteApp",),
    resources=("sagemaker:app/*",),
    wildcard=Wildcard.CREATED_LATER,
)
READ_DEPLOYMENT = Statement(
    sid="ReadDeployment",
    actions=(
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
    ),
    resources=("cloudformation:stack/<prefix>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
READ_BUDGETS = Statement(
    sid="ReadBudgets",
    actions=("budgets:ViewBudget",),
    resources=("budgets:budget/<prefix>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
READ_TEAM_BUDGET = Statement(
    sid="ReadTeamBudget",
    actions=("budgets:ViewBudget",),
    # Cost Explorer knows no resource narrower than the account's billing view.
    resources=("budgets:budget/<prefix>-team-<team>",),
)
READ_ROLES = Statement(
    sid="ReadRoles",
    actions=(
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListPolicyVersions",
    ),
    resources=("iam:role/<prefix>-*", "iam:policy/<prefix>-*"),
    wildcard=Wildcard.CREATED_LATER,
)
READ_TRAIL = Statement(
    sid="ReadTrail",
    actions=("cloudtrail:LookupEvents",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
