"""SageMaker pipelines of one team, and what a pipeline does in its own role."""

from mlplatform.identity.capabilities.jobs import TO_SAGEMAKER
from mlplatform.identity.statement import Statement, Wildcard

TEAM_PIPELINES = ("sagemaker:pipeline/<team>-*",)
TEAM_EXECUTIONS = ("sagemaker:pipeline/<team>-*/execution/*",)

READ_PIPELINES = Statement(
    sid="ReadPipelines",
    actions=("sagemaker:DescribePipeline", "sagemaker:ListPipelineExecutions"),
    resources=TEAM_PIPELINES,
    wildcard=Wildcard.CREATED_LATER,
)
READ_EXECUTIONS = Statement(
    sid="ReadExecutions",
    actions=(
        "sagemaker:DescribePipelineDefinitionForExecution",
        "sagemaker:DescribePipelineExecution",
        "sagemaker:ListPipelineExecutionSteps",
        "sagemaker:ListPipelineParametersForExecution",
    ),
    resources=TEAM_EXECUTIONS,
    wildcard=Wildcard.CREATED_LATER,
)
RUN_PIPELINES = Statement(
    sid="RunPipelines",
    actions=(
        "sagemaker:AddTags",
        "sagemaker:CreatePipeline",
        "sagemaker:StartPipelineExecution",
        "sagemaker:UpdatePipeline",
    ),
    resources=TEAM_PIPELINES,
    wildcard=Wildcard.CREATED_LATER,
)
CONTROL_EXECUTIONS = Statement(
    sid="ControlExecutions",
    actions=("sagemaker:RetryPipelineExecution", "sagemaker:StopPipelineExecution"),
    resources=TEAM_EXECUTIONS,
    wildcard=Wildcard.CREATED_LATER,
)
DELETE_PIPELINES = Statement(
    sid="DeletePipelines",
    actions=("sagemaker:DeletePipeline",),
    resources=TEAM_PIPELINES,
    wildcard=Wildcard.CREATED_LATER,
)
PASS_PIPELINE_ROLE = Statement(
    sid="PassPipelineRole", actions=("iam:PassRole",), resources=("<pipeline-role>",), conditions=TO_SAGEMAKER
)
