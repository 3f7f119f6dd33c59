"""Endpoints of one team, as people see them. What makes and changes endpoints is the release pipeline."""

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
