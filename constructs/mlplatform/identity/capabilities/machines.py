"""What jobs and services do in their own roles: logs, metrics, network interfaces in the approved subnets."""

from mlplatform.identity.statement import Statement, Wildcard

OPEN_JOB_LOGS = Statement(
    sid="OpenJobLogs",
    actions=("logs:CreateLogGroup", "logs:DescribeLogStreams"),
    resources=("logs:log-group:/aws/sagemaker/*",),
    wildcard=Wildcard.CREATED_LATER,
)
WRITE_JOB_LOGS = Statement(
    sid="WriteJobLogs",
    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
    # A job's streams begin with its name, and so with its team's.
    resources=("logs:log-group:/aws/sagemaker/*:log-stream:<team>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
WRITE_ENDPOINT_LOGS = Statement(
    sid="WriteEndpointLogs",
    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
    # An endpoint's streams are named after variants and instances; its group after the endpoint.
    resources=("logs:log-group:/aws/sagemaker/Endpoints/<team>-*:log-stream:*",),
    wildcard=Wildcard.CREATED_LATER,
)
WRITE_JOB_METRICS = Statement(
    sid="WriteJobMetrics",
    actions=("cloudwatch:PutMetricData",),
    resources=("*",),
    conditions={"StringLike": {"cloudwatch:namespace": ["/aws/sagemaker/*", "aplatform/*"]}},
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
JOIN_NETWORK = Statement(
    sid="JoinNetwork",
    actions=("ec2:CreateNetworkInterface",),
    resources=("ec2:network-interface/*", "<subnets>", "<job-groups>"),
    wildcard=Wildcard.CREATED_LATER,
)
HAND_OVER_INTERFACE = Statement(
    sid="HandOverInterface",
    actions=("ec2:CreateNetworkInterfacePermission",),
    resources=("ec2:network-interface/*",),
    conditions={"ArnEquals": {"ec2:Subnet": "<subnets>"}},
    wildcard=Wildcard.CREATED_LATER,
)
LEAVE_NETWORK = Statement(
    sid="LeaveNetwork",
    actions=("ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"),
    resources=("ec2:network-interface/*",),
    conditions={"ArnEquals": {"ec2:Subnet": "<subnets>"}},
    wildcard=Wildcard.CREATED_LATER,
)
SEE_NETWORK = Statement(
    sid="SeeNetwork",
    actions=(
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
WRITE_FLOW_LOGS = Statement(
    sid="WriteFlowLogs",
    actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
    resources=("<log-group>",),
    wildcard=Wildcard.CREATED_LATER,
)
FIND_LOG_GROUPS = Statement(
    sid="FindLogGroups",
    actions=("logs:DescribeLogGroups",),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
