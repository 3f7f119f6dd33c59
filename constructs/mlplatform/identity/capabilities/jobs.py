"""Jobs and models of one team, told apart by the prefix of their names.

Of a tuning job that defines several training jobs IAM sees the values together, and not whether each has its own; why
people may tune all the same stands in docs/decisions/0031-override-policy.md.
"""

from mlplatform.identity.statement import Statement, Wildcard

JOB_KINDS = ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job", "compilation-job")
TEAM_JOBS = tuple(f"sagemaker:{kind}/<team>-*" for kind in JOB_KINDS)
TEAM_MODELS = ("sagemaker:model/<team>-*",)
TEAM_WORK = (*TEAM_JOBS, *TEAM_MODELS)
TO_SAGEMAKER = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
KEY_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
)
LENT_TO_SERVICES = {"Bool": {"kms:GrantIsForAWSResource": "true"}}

PROCESS_DATA = Statement(
    sid="ProcessData",
    actions=("sagemaker:AddTags", "sagemaker:CreateProcessingJob", "sagemaker:StopProcessingJob"),
    resources=("sagemaker:processing-job/<team>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
TRAIN_MODELS = Statement(
    sid="TrainModels",
    actions=(
        "sagemaker:AddTags",
        "sagemaker:CreateCompilationJob",
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateModel",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
        "sagemaker:StopCompilationJob",
        "sagemaker:StopHyperParameterTuningJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:StopTransformJob",
    ),
    resources=(
        "sagemaker:compilation-job/<team>-*",
        "sagemaker:hyper-parameter-tuning-job/<team>-*",
        "sagemaker:training-job/<team>-*",
        "sagemaker:transform-job/<team>-*",
        *TEAM_MODELS,
    ),
    wildcard=Wildcard.CREATED_LATER,
)
READ_TEAM_WORK = Statement(
    sid="ReadTeamWork",
    actions=(
        "sagemaker:DescribeCompilationJob",
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
        "sagemaker:ListCompilationJobs",
        "sagemaker:ListHyperParameterTuningJobs",
        "sagemaker:ListModels",
        "sagemaker:ListPipelines",
        "sagemaker:ListProcessingJobs",
        "sagemaker:ListTrainingJobs",
        "sagemaker:ListTransformJobs",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
PASS_PREPARE_ROLE = Statement(
    sid="PassPrepareRole", actions=("iam:PassRole",), resources=("<prepare-role>",), conditions=TO_SAGEMAKER
)
PASS_TRAIN_ROLE = Statement(
    sid="PassTrainRole", actions=("iam:PassRole",), resources=("<train-role>",), conditions=TO_SAGEMAKER
)
PASS_EVALUATE_ROLE = Statement(
    # No condition key of a job names the role that is passed: whoever may pass this one may run any code with it, and
    # so read the test split. That is why data scientists may not.
    sid="PassEvaluateRole",
    actions=("iam:PassRole",),
    resources=("<evaluate-role>",),
    conditions=TO_SAGEMAKER,
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
        for group in ("CompilationJobs", "ProcessingJobs", "TrainingJobs", "TransformJobs")
    ),
    wildcard=Wildcard.CREATED_LATER,
)
READ_METRICS = Statement(
    sid="ReadMetrics",
    actions=("cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
