"""Endpoints of one team: what people see of them, and what they read. The release pipeline makes and changes them."""

from mlplatform.identity.statement import Statement, Wildcard

BROWSE_SERVING = Statement(
    sid="BrowseServing",
    actions=("sagemaker:ListEndpointConfigs", "sagemaker:ListEndpoints", "sagemaker:ListModels"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
READ_ENDPOINTS = Statement(
    sid="ReadEndpoints",
    actions=("sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig", "sagemaker:ListTags"),
    resources=("sagemaker:endpoint/<team>-*", "sagemaker:endpoint-config/<team>-*"),
    wildcard=Wildcard.CREATED_LATER,
)
READ_ENDPOINT_LOGS = Statement(
    sid="ReadEndpointLogs",
    actions=("logs:GetLogEvents",),
    resources=("logs:log-group:/aws/sagemaker/Endpoints/<team>-*:log-stream:*",),
    wildcard=Wildcard.CREATED_LATER,
)

TRAINED_ELSEWHERE = {"StringEquals": {"aws:ResourceAccount": "<model-accounts>"}}
"""Names of buckets in another account cannot be derived; whose they are can."""

READ_MODELS = Statement(
    sid="ReadModels",
    actions=("s3:GetObject",),
    resources=("<models>",),
    conditions=TRAINED_ELSEWHERE,
    wildcard=Wildcard.CREATED_LATER,
)
LIST_MODELS = Statement(
    sid="ListModels",
    actions=("s3:ListBucket",),
    resources=("<model-buckets>",),
    conditions={**TRAINED_ELSEWHERE, "StringLike": {"s3:prefix": "<listed-models>"}},
    wildcard=Wildcard.CREATED_LATER,
)
USE_MODEL_KEY = Statement(
    sid="UseModelKey",
    actions=("kms:Decrypt",),
    resources=("<model-keys>",),
    conditions={
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "<model-key-aliases>"},
        "StringEquals": {"kms:ViaService": "s3.<region>.amazonaws.com"},
    },
    wildcard=Wildcard.CREATED_LATER,
)
READ_MODELS_ELSEWHERE = (READ_MODELS, LIST_MODELS, USE_MODEL_KEY)
"""Where a model is served in another account than it was trained in."""
