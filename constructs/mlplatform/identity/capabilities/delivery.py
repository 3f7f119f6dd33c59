"""What delivers a project, machine by machine: each has a role of its own in the account where it works.

Hub: `pipeline` (CodePipeline), `build` and `package` (CodeBuild), `trigger` (EventBridge). Workbench: `start`, which
the hub's pipeline takes, and `run` (the state machine). Serving: `deploy`, which the hub's pipeline takes, and
`release` (CloudFormation, for the release template and for nothing else).
"""

from mlplatform.identity.capabilities.functions import ENCRYPT_FAILURES
from mlplatform.identity.capabilities.jobs import LENT_TO_SERVICES
from mlplatform.identity.capabilities.machines import LEAVE_NETWORK, SEE_NETWORK
from mlplatform.identity.statement import Statement, Wildcard

KEY_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
OBJECTS = ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject")

# Hub: the pipeline.
EXCHANGE_ARTEFACTS = Statement(
    sid="ExchangeArtefacts",
    actions=OBJECTS,
    resources=("<artefacts>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
SEE_ARTEFACTS = Statement(
    sid="SeeArtefacts", actions=("s3:GetBucketLocation", "s3:GetBucketVersioning"), resources=("<artefacts>",)
)
USE_ARTEFACTS_KEY = Statement(sid="UseArtefactsKey", actions=KEY_USE, resources=("<artefacts-key>",))
FETCH_RELEASE_TEMPLATE = Statement(
    sid="FetchReleaseTemplate",
    actions=("s3:GetObject", "s3:GetObjectVersion"),
    resources=("<release-template>",),
)
SEE_RELEASE_TEMPLATE = Statement(
    sid="SeeReleaseTemplate",
    actions=("s3:GetBucketLocation", "s3:GetBucketVersioning"),
    resources=("<release-bucket>",),
)
FETCH_ARCHIVE = Statement(sid="FetchArchive", actions=("s3:GetObject", "s3:GetObjectVersion"), resources=("<archive>",))
SEE_ARCHIVE = Statement(
    sid="SeeArchive", actions=("s3:GetBucketLocation", "s3:GetBucketVersioning"), resources=("<sources>",)
)
FETCH_REPOSITORY = Statement(
    sid="FetchRepository",
    actions=(
        "codecommit:CancelUploadArchive",
        "codecommit:GetBranch",
        "codecommit:GetCommit",
        "codecommit:GetRepository",
        "codecommit:GetUploadArchiveStatus",
        "codecommit:UploadArchive",
    ),
    resources=("<repository>",),
)
USE_CONNECTION = Statement(
    sid="UseConnection",
    actions=("codeconnections:UseConnection",),
    resources=("<connection>",),
    # A connection reaches every repository that its provider let it see; this project's is one of them.
    conditions={"StringEquals": {"codeconnections:FullRepositoryId": "<repository-id>"}},
)
RUN_BUILDS = Statement(
    sid="RunBuilds",
    actions=("codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"),
    resources=("<builds>",),
)
ACT_IN_SPOKES = Statement(sid="ActInSpokes", actions=("sts:AssumeRole",), resources=("<spoke-roles>",))
ASK_FOR_APPROVAL = Statement(sid="AskForApproval", actions=("sns:Publish",), resources=("<alarm-topic>",))
ENCRYPT_QUESTIONS = ENCRYPT_FAILURES
TRIGGER = Statement(sid="Trigger", actions=("codepipeline:StartPipelineExecution",), resources=("<delivery>",))

# Hub: builds.
WRITE_BUILD_LOG = Statement(
    sid="WriteBuildLog",
    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
    resources=("<log-group>",),
    wildcard=Wildcard.CREATED_LATER,
)
JOIN_BUILD_NETWORK = Statement(
    sid="JoinBuildNetwork",
    actions=("ec2:CreateNetworkInterface",),
    resources=("ec2:network-interface/*", "<subnets>", "<build-groups>"),
    wildcard=Wildcard.CREATED_LATER,
)
LEND_INTERFACE_TO_BUILDS = Statement(
    sid="LendInterfaceToBuilds",
    actions=("ec2:CreateNetworkInterfacePermission",),
    resources=("ec2:network-interface/*",),
    conditions={
        "ArnEquals": {"ec2:Subnet": "<subnets>"},
        "StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"},
    },
    wildcard=Wildcard.CREATED_LATER,
)
# The digest behind a tag of the catalogue's; AWS's repositories let an image be read, and not be described.
FIND_IMAGES = Statement(sid="FindImages", actions=("ecr:BatchGetImage",), resources=("<framework-repositories>",))
READ_PACKAGES = Statement(
    sid="ReadPackages",
    actions=("sagemaker:DescribeModelPackage",),
    resources=("sagemaker:model-package/<model>/*",),
    wildcard=Wildcard.CREATED_LATER,
)

# What the hub's artefacts ask of the roles of other accounts; bucket and key name these roles, too.
USE_ARTEFACTS_KEY_OF_HUB = Statement(
    sid="UseArtefactsKeyOfHub",
    actions=KEY_USE,
    resources=("<hub-keys>/*",),
    conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": "<hub-key-alias>"}},
    wildcard=Wildcard.CREATED_LATER,
)

# Workbench.
START_RUN = Statement(
    sid="StartRun", actions=("states:DescribeStateMachine", "states:StartExecution"), resources=("<state-machine>",)
)
FOLLOW_RUN = Statement(
    sid="FollowRun",
    actions=("states:DescribeExecution",),
    resources=("states:execution:<delivery-name>:*",),
    wildcard=Wildcard.CREATED_LATER,
)
USE_RUN_KEY = Statement(sid="UseRunKey", actions=("kms:Decrypt", "kms:GenerateDataKey"), resources=("<run-key>",))
START_TRAINING = Statement(
    sid="StartTraining",
    actions=("sagemaker:StartPipelineExecution",),
    resources=("sagemaker:pipeline/<model>",),
)
FOLLOW_TRAINING = Statement(
    sid="FollowTraining",
    actions=("sagemaker:DescribePipelineExecution", "sagemaker:ListPipelineExecutionSteps"),
    resources=("sagemaker:pipeline/<model>/execution/*",),
    wildcard=Wildcard.CREATED_LATER,
)
FIND_TEAM_BUCKETS = Statement(
    sid="FindTeamBuckets",
    actions=("ssm:GetParameter",),
    resources=("ssm:parameter/aplatform/v1/<environment>/buckets/<team>",),
)
DELIVER_RUN_LOG = Statement(
    sid="DeliverRunLog",
    # https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy: all on `*`.
    actions=(
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
TRACE_RUN = Statement(
    sid="TraceRun",
    actions=(
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)

# Serving.
DEPLOY_RELEASE = Statement(
    sid="DeployRelease",
    actions=("cloudformation:CreateStack", "cloudformation:UpdateStack"),
    resources=("cloudformation:stack/<release>/*",),
    # Without the release role CloudFormation would work with the rights of the caller.
    conditions={"ArnEquals": {"cloudformation:RoleArn": "<release-role>"}},
    wildcard=Wildcard.CREATED_LATER,
)
FOLLOW_RELEASE = Statement(
    sid="FollowRelease",
    actions=("cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks", "cloudformation:GetTemplate"),
    resources=("cloudformation:stack/<release>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
PASS_RELEASE_ROLE = Statement(
    sid="PassReleaseRole",
    actions=("iam:PassRole",),
    resources=("<release-role>",),
    conditions={"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
)
READ_WIRING = Statement(
    sid="ReadWiring",
    actions=("ssm:GetParameters",),
    resources=("ssm:parameter/aplatform/wiring/<environment>/*",),
    wildcard=Wildcard.CREATED_LATER,
)
SERVE_MODELS = Statement(
    sid="ServeModels",
    actions=(
        "sagemaker:AddTags",
        "sagemaker:CreateEndpoint",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateModel",
        "sagemaker:DeleteEndpoint",
        "sagemaker:DeleteEndpointConfig",
        "sagemaker:DeleteModel",
        "sagemaker:DeleteTags",
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeEndpointConfig",
        "sagemaker:DescribeModel",
        "sagemaker:ListTags",
        "sagemaker:UpdateEndpoint",
    ),
    resources=(
        "sagemaker:endpoint/<model>",
        "sagemaker:endpoint-config/<model>-*",
        "sagemaker:model/<model>-*",
    ),
    wildcard=Wildcard.CREATED_LATER,
)
PASS_SERVE_ROLE = Statement(
    sid="PassServeRole",
    actions=("iam:PassRole",),
    resources=("<serve-role>",),
    conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
)
WATCH_ENDPOINT = Statement(
    sid="WatchEndpoint",
    actions=(
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:ListTagsForResource",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
    ),
    resources=("cloudwatch:alarm:<delivery-name>-*",),
    wildcard=Wildcard.CREATED_LATER,
)
LEND_KEY_TO_ENDPOINT = Statement(
    sid="LendKeyToEndpoint", actions=("kms:CreateGrant",), resources=("<team-key>",), conditions=LENT_TO_SERVICES
)
KNOW_TEAM_KEY = Statement(sid="KnowTeamKey", actions=("kms:DescribeKey",), resources=("<team-key>",))

PIPELINE = (
    EXCHANGE_ARTEFACTS,
    SEE_ARTEFACTS,
    USE_ARTEFACTS_KEY,
    FETCH_RELEASE_TEMPLATE,
    SEE_RELEASE_TEMPLATE,
    RUN_BUILDS,
    ACT_IN_SPOKES,
    ASK_FOR_APPROVAL,
    ENCRYPT_QUESTIONS,
)
FROM_ARCHIVE = (FETCH_ARCHIVE, SEE_ARCHIVE)
FROM_REPOSITORY = (FETCH_REPOSITORY,)
FROM_CONNECTION = (USE_CONNECTION,)
EVERY_BUILD = (
    WRITE_BUILD_LOG,
    JOIN_BUILD_NETWORK,
    LEND_INTERFACE_TO_BUILDS,
    LEAVE_NETWORK,
    SEE_NETWORK,
    EXCHANGE_ARTEFACTS,
    SEE_ARTEFACTS,
    USE_ARTEFACTS_KEY,
)
BUILD = EVERY_BUILD
PACKAGE = (*EVERY_BUILD, FIND_IMAGES, READ_PACKAGES)
TRIGGERS = (TRIGGER,)
OF_HUB = (EXCHANGE_ARTEFACTS, SEE_ARTEFACTS, USE_ARTEFACTS_KEY_OF_HUB)
START = (START_RUN, FOLLOW_RUN, USE_RUN_KEY, *OF_HUB)
RUN = (START_TRAINING, FOLLOW_TRAINING, FIND_TEAM_BUCKETS, DELIVER_RUN_LOG, TRACE_RUN, USE_RUN_KEY)
DEPLOY = (DEPLOY_RELEASE, FOLLOW_RELEASE, PASS_RELEASE_ROLE, READ_WIRING, *OF_HUB)
RELEASE = (SERVE_MODELS, PASS_SERVE_ROLE, WATCH_ENDPOINT, LEND_KEY_TO_ENDPOINT, KNOW_TEAM_KEY, READ_WIRING)

DELIVERY = tuple(
    {
        row.sid: row
        for row in (
            *(*PIPELINE, *FROM_ARCHIVE, *FROM_REPOSITORY, *FROM_CONNECTION, *BUILD, *PACKAGE, *TRIGGERS),
            *(*START, *RUN, *DEPLOY, *RELEASE),
        )
    }.values()
)
"""Every row of the class; its boundary is made of these."""
