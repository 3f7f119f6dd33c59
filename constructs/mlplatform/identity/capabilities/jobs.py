"""Jobs and models of one team, told apart by the prefix of their names."""

from mlplatform.identity.statement import Statement, Wildcard

JOB_KINDS = ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job")
TEAM_JOBS = tuple(f"sagemaker:{kind}/<team>-*" for kind in JOB_KINDS)
TEAM_MODELS = ("sagemaker:model/<team>-*",)
TEAM_WORK = (*TEAM_JOBS, *TEAM_MODELS)
KEY_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
)
LENT_TO_SERVICES = {"Bool": {"kms:GrantIsForAWSResource": "true"}}

RUN_JOBS = Statement(
    sid="RunJobs",
    actions=(
        "sagemaker:AddTags",
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateModel",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
        "sagemaker:StopHyperParameterTuningJob",
        "sagemaker:StopProcessingJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:StopTransformJob",
    ),
    resources=TEAM_WORK,
    wildcard=Wildcard.CREATED_LATER,
)
READ_TEAM_WORK = Statement(
    sid="ReadTeamWork",
    actions=(
        "sagemaker:DescribeHyperParameterTuningJob",
        "sagemaker:DescribeModel",
        "sagemaker:DescribeProcessingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:DescribeTransformJob",
        "sagemaker:ListTags",
        "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
    ),
    resources=TEAM_WORK,
    wildcard=Wildcard.CREATED_LATER,
)
DELETE_TEAM_WORK = Statement(
    sid="DeleteTeamWork",
    actions=("sagemaker:DeleteModel",),
    resources=TEAM_MODELS,
    wildcard=Wildcard.CREATED_LATER,
)
BROWSE = Statement(
    sid="Browse",
    actions=(
        "sagemaker:ListApps",
        "sagemaker:ListDomains",
        "sagemaker:ListHyperParameterTuningJobs",
        "sagemaker:ListModels",
        "sagemaker:ListProcessingJobs",
        "sagemaker:ListSpaces",
        "sagemaker:ListTrainingJobs",
        "sagemaker:ListTransformJobs",
        "sagemaker:ListUserProfiles",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
PASS_JOB_ROLE = Statement(
    sid="PassJobRole",
    actions=("iam:PassRole",),
    resources=("<job-role>",),
    conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
)
USE_TEAM_KEY = Statement(sid="UseTeamKey", actions=KEY_USE, resources=("<team-key>",))
LEND_TEAM_KEY = Statement(
    sid="LendTeamKey", actions=("kms:CreateGrant",), resources=("<team-key>",), conditions=LENT_TO_SERVICES
)
READ_CONTRACT = Statement(
    sid="ReadContract",
    actions=("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
    resources=("ssm:parameter/aplatform/v1/<environment>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
READ_TEAM_LOGS = Statement(
    sid="ReadTeamLogs",
    actions=("logs:GetLogEvents",),
    resources=tuple(
        f"logs:log-group:/aws/sagemaker/{group}:log-stream:<team>-*"
        for group in ("ProcessingJobs", "TrainingJobs", "TransformJobs")
    ),
    wildcard=Wildcard.CREATED_LATER,
)
