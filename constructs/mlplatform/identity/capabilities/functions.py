"""What the platform's own Lambda functions may do; each function has a role of its own."""

from mlplatform.identity.statement import Statement, Wildcard

WRITE_OWN_LOG = Statement(
    sid="WriteOwnLog",
    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
    resources=("<log-group>",),
    wildcard=Wildcard.CREATED_LATER,
)
TRACE = Statement(
    sid="Trace",
    actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
REPORT_FAILURES = Statement(sid="ReportFailures", actions=("sns:Publish",), resources=("<alarm-topic>",))
ENCRYPT_FAILURES = Statement(
    sid="EncryptFailures",
    actions=("kms:Decrypt", "kms:GenerateDataKey"),
    resources=("<logs-key>",),
    conditions={"StringEquals": {"kms:ViaService": "sns.<region>.amazonaws.com"}},
)
CONNECT_TO_VPC = Statement(
    sid="ConnectToVpc",
    actions=(
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
    ),
    # Lambda checks these when the function is created, for every resource of the account (developer guide, "Giving
    # Lambda functions access to resources in an Amazon VPC", required IAM permissions).
    resources=("ec2:*/*",),
    wildcard=Wildcard.CREATED_LATER,
)
SEE_VPC = Statement(
    sid="SeeVpc",
    actions=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
CLOSE_DEFAULT_GROUP = Statement(
    sid="CloseDefaultGroup",
    actions=("ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"),
    resources=("ec2:security-group/*",),
    conditions={"ArnEquals": {"ec2:Vpc": "<vpc>"}},
    wildcard=Wildcard.CREATED_LATER,
)
FIND_GROUPS = Statement(
    sid="FindGroups",
    actions=("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
FIND_APPS = Statement(
    sid="FindApps",
    actions=("sagemaker:ListApps", "sagemaker:ListSpaces"),
    resources=("*",),
    wildcard=Wildcard.NO_RESOURCE_LEVEL,
)
FIND_HOMES = Statement(
    sid="FindHomes",
    actions=("sagemaker:DescribeSpace", "sagemaker:DescribeUserProfile"),
    resources=("sagemaker:space/<domain-id>/*", "sagemaker:user-profile/<domain-id>/*"),
    wildcard=Wildcard.CREATED_LATER,
)
CLEAN_UP_APPS = Statement(
    sid="CleanUpApps",
    actions=("sagemaker:DeleteApp", "sagemaker:DeleteSpace"),
    resources=("sagemaker:app/<domain-id>/*", "sagemaker:space/<domain-id>/*"),
    # Others work in a shared space. An app that is in no space has no sharing type.
    conditions={"StringEqualsIfExists": {"sagemaker:SpaceSharingType": "Private"}},
    wildcard=Wildcard.CREATED_LATER,
)
FIND_FILE_SYSTEMS = Statement(
    sid="FindFileSystems",
    actions=("elasticfilesystem:DescribeFileSystems", "elasticfilesystem:DescribeMountTargets"),
    resources=("elasticfilesystem:file-system/*",),
    wildcard=Wildcard.CREATED_LATER,
)
ASK_FOR_DOMAINS = Statement(
    sid="AskForDomains",
    actions=("sagemaker:DescribeDomain",),
    # Those that are gone, and whose ids nobody knows any more.
    resources=("sagemaker:domain/*",),
    wildcard=Wildcard.CREATED_LATER,
)
OF_A_DOMAIN = {"StringLike": {"aws:ResourceTag/ManagedByAmazonSageMakerResource": "<domains>"}}
RELEASE_HOMES = Statement(
    sid="ReleaseHomes",
    actions=("elasticfilesystem:DeleteMountTarget",),
    resources=("elasticfilesystem:file-system/*",),
    conditions=OF_A_DOMAIN,
    wildcard=Wildcard.CREATED_LATER,
)
REMOVE_NFS_GROUPS = Statement(
    sid="RemoveNfsGroups",
    actions=("ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"),
    resources=("ec2:security-group/*",),
    conditions={"ArnEquals": {"ec2:Vpc": "<vpc>"}, **OF_A_DOMAIN},
    wildcard=Wildcard.CREATED_LATER,
)

EVERY_FUNCTION = (WRITE_OWN_LOG, TRACE, REPORT_FAILURES, ENCRYPT_FAILURES, CONNECT_TO_VPC, SEE_VPC)
DEFAULT_SECURITY_GROUP = (CLOSE_DEFAULT_GROUP, FIND_GROUPS)
PROFILE_CLEAN_UP = (FIND_APPS, FIND_HOMES, CLEAN_UP_APPS)
DOMAIN_CLEAN_UP = (FIND_FILE_SYSTEMS, ASK_FOR_DOMAINS, RELEASE_HOMES, FIND_GROUPS, REMOVE_NFS_GROUPS)
