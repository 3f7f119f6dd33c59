"""Seeing and running the platform without its data: the auditor and the platform admin."""

from mlplatform.identity.capabilities import jobs, studio
from mlplatform.identity.statement import Statement, Wildcard

SEEN = (
    "domain/*",
    "user-profile/*",
    "space/*",
    "app/*",
    *(f"{kind}/*" for kind in jobs.JOB_KINDS),
    "model/*",
)

READ_ALL_WORK = Statement(
    sid="ReadAllWork",
    actions=(
        *studio.READ_STUDIO.actions,
        *(action for action in jobs.READ_TEAM_WORK.actions if ":Describe" in action),
        "sagemaker:ListTags",
    ),
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
READ_TRAIL = Statement(
    sid="ReadTrail",
    actions=("cloudtrail:LookupEvents",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
