"""What people do with a team's release pipelines (CodePipeline) in the hub: look, start, approve. Never change them."""

from mlplatform.identity.statement import Statement, Wildcard

TEAM_RELEASES = ("codepipeline:<prefix>-<team>-*",)
"""Pipelines, and their stages and actions, which are <pipeline>/<stage>/<action>: a `*` matches slashes."""

READ_RELEASES = Statement(
    sid="ReadReleases",
    actions=(
        "codepipeline:GetPipeline",
        "codepipeline:GetPipelineExecution",
        "codepipeline:GetPipelineState",
        "codepipeline:ListActionExecutions",
        "codepipeline:ListPipelineExecutions",
    ),
    resources=TEAM_RELEASES,
    wildcard=Wildcard.CREATED_LATER,
)
BROWSE_RELEASES = Statement(
    sid="BrowseReleases",
    actions=("codepipeline:ListPipelines",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
RUN_RELEASES = Statement(
    sid="RunReleases",
    actions=(
        "codepipeline:RetryStageExecution",
        "codepipeline:StartPipelineExecution",
        "codepipeline:StopPipelineExecution",
    ),
    resources=TEAM_RELEASES,
    wildcard=Wildcard.CREATED_LATER,
)
APPROVE_RELEASES = Statement(
    sid="ApproveReleases",
    actions=("codepipeline:PutApprovalResult",),
    resources=TEAM_RELEASES,
    wildcard=Wildcard.CREATED_LATER,
)
READ_ALL_RELEASES = Statement(
    sid="ReadAllReleases",
    actions=READ_RELEASES.actions,
    resources=("codepipeline:<prefix>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
UPLOAD_ARCHIVES = Statement(
    sid="UploadArchives",
    actions=("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"),
    resources=("<archives>",),
)
ENCRYPT_ARCHIVES = Statement(
    sid="EncryptArchives",
    # An upload in parts decrypts the key that the first part was encrypted with.
    actions=("kms:Decrypt", "kms:GenerateDataKey"),
    resources=("<artefacts-key>",),
    conditions={"StringEquals": {"kms:ViaService": "s3.<region>.amazonaws.com"}},
)
UPLOADS = (UPLOAD_ARCHIVES, ENCRYPT_ARCHIVES)
"""For a project whose code comes as an archive: what a push is elsewhere."""
