"""Ways to break the good template: for each rule a wrong value, a missing property, another form of the mistake."""

from typing import Any

from tests.compliance.good import KEY
from tests.compliance.mutation import MISSING, PARAMETER, Mutation
from tests.compliance.mutation import new as _new
from tests.compliance.mutation import p as _p
from tests.compliance.mutations_delivery import DELIVERY
from tests.compliance.mutations_jobs import JOBS


def _if(good: Any, bad: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProd", good, bad]}


NO_VALUE = {"Ref": "AWS::NoValue"}
_DEFAULTS = "DefaultUserSettings"
_IDLE = f"{_DEFAULTS}.JupyterLabAppSettings.AppLifecycleManagement.IdleSettings"
_SSE = "BucketEncryption.ServerSideEncryptionConfiguration"


def _statement(**changes: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-data", **changes}


def _grant(rule: str, **changes: Any) -> list[Mutation]:
    """One statement, in a managed policy, in an inline one, and among a role's own policies."""
    statement = _statement(**changes)
    document = {"Statement": statement}
    return [
        Mutation(rule, "Policy", "Properties.PolicyDocument.Statement", [statement]),
        Mutation(rule, "InlinePolicy", "Properties.PolicyDocument", document),
        Mutation(rule, "Role", "Properties.Policies", [{"PolicyName": "inline", "PolicyDocument": document}]),
        _new(rule, "AWS::IAM::RolePolicy", RoleName="x", PolicyDocument=document),
    ]


SAGEMAKER = [
    *_p(
        "SM-DOM-01",
        "Domain",
        "AppNetworkAccessType",
        "PublicInternetOnly",
        MISSING,
        PARAMETER,
        _if("VpcOnly", NO_VALUE),
    ),
    *_p("SM-DOM-02", "Domain", "KmsKeyId", MISSING, "", "alias/aws/elasticfilesystem", _if(KEY, NO_VALUE)),
    *_p("SM-DOM-03", "Domain", "AppSecurityGroupManagement", MISSING, "Service"),
    *_p("SM-DOM-03", "Domain", f"{_DEFAULTS}.SecurityGroups", MISSING, []),
    *_p("SM-DOM-03", "Domain", f"{_DEFAULTS}.ExecutionRole", MISSING),
    *_p("SM-DOM-04", "Domain", f"{_DEFAULTS}.SharingSettings", MISSING, {"NotebookOutputOption": "Allowed"}),
    *_p("SM-DOM-05", "Domain", "DomainSettings", MISSING, {"ExecutionRoleIdentityConfig": "DISABLED"}),
    *_p("SM-DOM-06", "Domain", "AuthMode", MISSING, "IAM"),
    *_p("SM-DOM-07", "Domain", _IDLE, MISSING, {"LifecycleManagement": "DISABLED", "IdleTimeoutInMinutes": 60}),
    *_p("SM-DOM-07", "Domain", f"{_IDLE}.IdleTimeoutInMinutes", MISSING),
    *_p("SM-DOM-07", "Domain", f"{_DEFAULTS}.CodeEditorAppSettings", MISSING),
    *_p("SM-DOM-07", "Domain", "DefaultSpaceSettings.JupyterLabAppSettings", MISSING),
    *_p("SM-USR-01", "User", "UserSettings", MISSING, {"ExecutionRole": {"Fn::GetAtt": ["Role", "Arn"]}}),
]

EXPIRES_ANYTHING = '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}}]}'

STORAGE = [
    *_p("ECR-01", "Repository", "ImageTagMutability", MISSING, "MUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
    *_p("ECR-02", "Repository", "ImageScanningConfiguration.ScanOnPush", MISSING, False, "false", PARAMETER),
    *_p(
        "ECR-03",
        "Repository",
        "EncryptionConfiguration",
        MISSING,
        {"EncryptionType": "AES256"},
        {"EncryptionType": "KMS"},
    ),
    *_p("ECR-04", "Repository", "LifecyclePolicy", MISSING, {}),
    *_p(
        "ECR-05",
        "Repository",
        "RepositoryPolicyText.Statement",
        {"Effect": "Allow", "Principal": "*", "Action": "ecr:*"},
    ),
    *_p("ECR-04", "Repository", "LifecyclePolicy.LifecyclePolicyText", EXPIRES_ANYTHING, MISSING),
    *_p("ECR-01", "ReplicaTemplate", "ImageTagMutability", MISSING, "MUTABLE"),
    *_p("ECR-02", "RegistryScanning", "Rules", MISSING, [], [{"ScanFrequency": "MANUAL"}]),
    *_p("ECR-02", "RegistryScanning", "Rules.0.ScanFrequency", "MANUAL"),
    *_p("ECR-02", "RegistryScanning", "Rules.0.RepositoryFilters", MISSING, [{"Filter": "acme/*"}]),
    *_p("ECR-03", "ReplicaTemplate", "EncryptionConfiguration", MISSING, {"EncryptionType": "AES256"}),
    *_p("ECR-04", "ReplicaTemplate", "LifecyclePolicy", MISSING, EXPIRES_ANYTHING),
    *_p("ECR-05", "ReplicaTemplate", "RepositoryPolicy", '{"Statement": {"Effect": "Allow", "Principal": "*"}}'),
    *_p("ECR-05", "RegistryPolicy", "PolicyText.Statement.0.Principal", "*", {"AWS": "*"}),
    *_p("S3-01", "Bucket", "PublicAccessBlockConfiguration", MISSING, {"BlockPublicAcls": True}),
    *_p(
        "S3-01", "Bucket", "PublicAccessBlockConfiguration.IgnorePublicAcls", MISSING, False, "false", _if(True, False)
    ),
    *_p("S3-02", "Bucket", "BucketEncryption", MISSING),
    *_p("S3-02", "Bucket", f"{_SSE}.0.ServerSideEncryptionByDefault", {"SSEAlgorithm": "AES256"}),
    *_p("S3-02", "Bucket", f"{_SSE}.0.ServerSideEncryptionByDefault.KMSMasterKeyID", MISSING, "alias/aws/s3"),
    *_p("S3-03", "Bucket", "VersioningConfiguration", MISSING, {"Status": "Suspended"}),
    *_p("S3-04", "Bucket", "LoggingConfiguration", MISSING, {}, {"LogFilePrefix": "own/"}),
    *_p("S3-05", "Bucket", "OwnershipControls", MISSING, {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}),
    *_p("S3-05", "Bucket", "AccessControl", "LogDeliveryWrite"),
    *_p("S3-06", "Bucket", "LifecycleConfiguration", MISSING, {"Rules": [{"Status": "Disabled"}]}),
    *_p("S3-07", "BucketPolicy", "PolicyDocument.Statement.0", MISSING),
    *_p("S3-07", "BucketPolicy", "PolicyDocument.Statement.0.Resource", [{"Fn::Sub": "${Bucket.Arn}/*"}]),
    *_p("S3-07", "BucketPolicy", "PolicyDocument.Statement.0.Action", "s3:GetObject"),
    *_p("S3-07", "BucketPolicy", "PolicyDocument.Statement.0.Effect", "Allow"),
    *_p(
        "S3-07",
        "BucketPolicy",
        "PolicyDocument.Statement.0.Condition",
        MISSING,
        {"Bool": {"aws:SecureTransport": True}},
    ),
    *_p(
        "S3-08",
        "BucketPolicy",
        "PolicyDocument.Statement.1.Condition",
        MISSING,
        {"StringLike": {"aws:PrincipalArn": "*"}},
    ),
    *_p("KMS-01", "Key", "EnableKeyRotation", MISSING, False, "false"),
    *_p("KMS-02", "Key", "KeyPolicy.Statement.0.Principal", "*", {"AWS": "*"}, {"AWS": ["*"]}),
    *_p("KMS-03", "Key", "PendingWindowInDays", MISSING, 7, "29"),
    Mutation("KMS-03", "Key", "DeletionPolicy", "Delete"),
    Mutation("KMS-03", "Key", "DeletionPolicy"),
    Mutation("KMS-03", "Key", "UpdateReplacePolicy"),
    *_p("SNS-01", "Topic", "KmsMasterKeyId", MISSING, "alias/aws/sns"),
    *_p("SNS-02", "TopicPolicy", "PolicyDocument.Statement.0.Effect", "Allow"),
    *_p("SNS-02", "TopicPolicy", "PolicyDocument.Statement.0.Condition", MISSING),
    *_p("SQS-01", "Queue", "SqsManagedSseEnabled", MISSING, False, "false"),
    *_p("SQS-02", "Queue", "RedrivePolicy", MISSING, {"maxReceiveCount": 3}),
    *_p("SQS-03", "QueuePolicy", "PolicyDocument.Statement", MISSING, []),
]

_OPEN = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]
_SHELL = [{"IpProtocol": "tcp", "FromPort": "0", "ToPort": "1024", "CidrIpv6": "::/0"}]

NETWORK = [
    Mutation("VPC-01", "FlowLog", "Properties.TrafficType", "ACCEPT", fires_on="Vpc"),
    Mutation("VPC-01", "FlowLog", "Properties.TrafficType", fires_on="Vpc"),
    Mutation("VPC-01", "FlowLog", "Properties.ResourceId", "vpc-1", fires_on="Vpc"),
    *_p("VPC-02", "Subnet", "MapPublicIpOnLaunch", MISSING, True, "true", _if(False, True)),
    *_p("VPC-03", "Route", "GatewayId", "igw-0123456789abcdef0", {"Ref": "Elsewhere"}, {"Fn::ImportValue": "igw"}),
    *_p("VPC-03", "Route", "NatGatewayId", "nat-0123456789abcdef0"),
    *_p("VPC-03", "Route", "EgressOnlyInternetGatewayId", {"Ref": "Eigw"}),
    *_p("VPC-03", "Route", "CarrierGatewayId", "cagw-1"),
    *_p("VPC-03", "Route", "DestinationCidrBlock", "0.0.0.0/0", "128.0.0.0/1", "52.0.0.0/8"),
    *_p("VPC-03", "Route", "DestinationIpv6CidrBlock", "::/0", "2000::/3", "2600::/12"),
    *(
        Mutation("VPC-03", "Route", "Properties", {"DestinationCidrBlock": "0.0.0.0/0", way: "x-1"})
        for way in ("TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId", "CoreNetworkArn")
    ),
    Mutation("VPC-03", "Prefixes", "Properties.Entries", [{"Cidr": "0.0.0.0/0"}], fires_on="ListedRoute"),
    Mutation("VPC-04", "Prefixes", "Properties.Entries", [{"Cidr": "::/0"}], fires_on="ListedIngress"),
    *_p("VPC-04", "Group", "SecurityGroupIngress", _OPEN, _OPEN[0], [{**_OPEN[0], "CidrIp": "0.0.0.0/1"}]),
    *_p("VPC-04", "Ingress", "CidrIp", "0.0.0.0/0"),
    *_p(
        "VPC-04", "Ingress", "CidrIp", "128.0.0.0/1", " 0.0.0.0/0", "52.0.0.0/8", {"Fn::Join": ["/", ["0.0.0.0", "0"]]}
    ),
    *_p("VPC-04", "Ingress", "CidrIpv6", "::/0", "0:0:0:0:0:0:0:0/0", "2600::/12"),
    *_p("VPC-05", "Group", "SecurityGroupIngress", _SHELL, [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]),
    Mutation(
        "VPC-05", "Ingress", "Properties", {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}
    ),
    *_p("VPC-06", "Group", "SecurityGroupEgress", MISSING, [], _OPEN, [{"IpProtocol": "-1", "CidrIpv6": "::/0"}]),
    *_p("VPC-06", "Egress", "CidrIp", "0.0.0.0/0"),
    *_p("VPC-07", "Endpoint", "PolicyDocument", MISSING),
    *_p(
        "VPC-07",
        "Endpoint",
        "PolicyDocument.Statement.0.Condition",
        MISSING,
        {"StringEquals": {"aws:RequestedRegion": "x"}},
    ),
    *_p("VPC-07", "Gateway", "PolicyDocument.Statement.0.Resource", "*", MISSING),
    *_p("VPC-08", "Endpoint", "PrivateDnsEnabled", MISSING, False, "false"),
]

COMPUTE = [
    *_p("LAM-01", "Function", "VpcConfig", MISSING, {"SubnetIds": [], "SecurityGroupIds": ["sg-1"]}),
    *_p("LAM-02", "Function", "KmsKeyArn", MISSING),
    *_p("LAM-03", "Function", "Runtime", MISSING, "python3.9", "nodejs20.x"),
    *_p("LAM-04", "Function", "DeadLetterConfig", MISSING, {}),
    *_p("LAM-05", "Function", "ReservedConcurrentExecutions", MISSING, "many"),
    *_p("LAM-06", "Function", "TracingConfig", MISSING, {"Mode": "PassThrough"}),
    *_p("LAM-07", "Function", "Environment.Variables.DB_PASSWORD", "hunter2"),
    *_p(
        "LAM-07",
        "Function",
        "Environment.Variables.OTHER",
        "AKIA" + "A" * 16,
        "{{resolve:secretsmanager:db:SecretString:p}}",
    ),
    *_p("LAM-07", "Function", "Environment.Variables.TOKEN", _if({"Ref": "Key"}, "abcdef")),
    *_p("LAM-08", "Permission", "SourceArn", MISSING),
    *_p("LAM-08", "Permission", "Principal", "*", "s3.amazonaws.com"),
    *_p("LAM-08", "Permission", "FunctionUrlAuthType", "NONE"),
    *_p("LOG-01", "LogGroup", "KmsKeyId", MISSING),
    *_p("LOG-02", "LogGroup", "RetentionInDays", MISSING, 30, "90"),
    *_p("CW-01", "Alarm", "AlarmActions", MISSING, [], [NO_VALUE], _if([{"Ref": "Topic"}], [])),
    *_p("CW-01", "Alarm", "ActionsEnabled", False),
]

_CATALOG = "DataCatalogEncryptionSettings"
_GLUE = "EncryptionConfiguration"
_QUERIES = "WorkGroupConfiguration"
_RESULTS = f"{_QUERIES}.ResultConfiguration.EncryptionConfiguration"

DATA = [
    *_p("GLU-01", "GlueJob", "SecurityConfiguration", MISSING, ""),
    *_p("GLU-02", "GlueSecurity", _GLUE, MISSING, {}),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.S3Encryptions", MISSING, [], [{"S3EncryptionMode": "SSE-S3"}]),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.S3Encryptions.0.KmsKeyArn", MISSING, "alias/aws/s3"),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.CloudWatchEncryption", MISSING, {"CloudWatchEncryptionMode": "DISABLED"}),
    *_p("GLU-02", "GlueSecurity", f"{_GLUE}.JobBookmarksEncryption.JobBookmarksEncryptionMode", MISSING, "DISABLED"),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest", MISSING, {"CatalogEncryptionMode": "DISABLED"}),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest.SseAwsKmsKeyId", MISSING, "alias/aws/glue"),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.EncryptionAtRest.CatalogEncryptionMode", MISSING, PARAMETER),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.ConnectionPasswordEncryption", MISSING, {"KmsKeyId": KEY}),
    *_p("GLU-03", "CatalogEncryption", f"{_CATALOG}.ConnectionPasswordEncryption.KmsKeyId", MISSING),
    *_p("ATH-01", "Workgroup", _RESULTS, MISSING, {"EncryptionOption": "SSE_S3"}),
    *_p("ATH-01", "Workgroup", f"{_RESULTS}.KmsKey", MISSING, "alias/aws/athena"),
    *_p("ATH-01", "Workgroup", f"{_RESULTS}.EncryptionOption", MISSING, "SSE_S3"),
    *_p("ATH-02", "Workgroup", f"{_QUERIES}.EnforceWorkGroupConfiguration", MISSING, False, "false"),
    *_p("ATH-02", "Workgroup", _QUERIES, MISSING),
]

_TRUST = "AssumeRolePolicyDocument.Statement.0"
_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
_EVERY_KEY = {"Fn::Sub": "arn:${AWS::Partition}:kms:*:*:key/*"}

IDENTITY = [
    *_p(
        "IAM-01", "Role", "ManagedPolicyArns", ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]
    ),
    *_p("IAM-01", "Role", "ManagedPolicyArns", [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}]),
    *_p("IAM-02", "Role", "ManagedPolicyArns", [_ADMIN], [_if("arn:aws:iam::1:policy/x", _ADMIN)]),
    *_p("IAM-03", "Role", "PermissionsBoundary", MISSING, _if({"Ref": "Boundary"}, NO_VALUE)),
    *_p("IAM-04", "Role", f"{_TRUST}.Principal", "*", {"AWS": "*"}, {"AWS": ["111122223333", "*"]}),
    *_p("IAM-05", "Role", f"{_TRUST}.Condition", MISSING, {"StringLike": {"aws:SourceArn": "*"}}),
    *_p("IAM-05", "FunctionRole", f"{_TRUST}.Principal.Service", ["lambda.amazonaws.com", "states.amazonaws.com"]),
    *_p("IAM-06", "Boundary", "PolicyDocument.Statement.1", MISSING),
    *_grant("IAM-06", Action="*", Resource="*"),
    *_grant("IAM-06", Action=["*:*"], Resource=["*"]),
    *_grant("IAM-07", Action="sagemaker:*"),
    *_grant("IAM-08", Action="iam:PassRole", Resource="*"),
    *_grant("IAM-08", Action="iam:Pass*", Resource="arn:aws:iam::111122223333:role/*"),
    *_grant("IAM-08", Action="iam:PassRole", Resource="arn:aws:iam::111122223333:role/acme-job"),
    *_grant("IAM-09", Action="kms:Decrypt", Resource="*"),
    *_grant("IAM-09", Action="kms:*", Resource=_EVERY_KEY),
    *_grant("IAM-10", Action="iam:CreatePolicyVersion", Resource="*"),
    *_grant("IAM-10", Action=["iam:Attach*"], Resource="*"),
    *_grant("IAM-10", Action="iam:PutRolePolicy", Resource="arn:aws:iam::111122223333:role/x"),
    *_grant("IAM-10", Action="iam:UpdateAssumeRolePolicy", Resource="*"),
    *_grant("IAM-10", Action=["iam:PassRole", "lambda:CreateFunction"], Resource="*"),
    *_grant("IAM-11", Action="s3:Get*", Resource="*"),
    *_grant("IAM-11", Action="s3:GetObject", Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::*/*"}),
    *_grant("IAM-12", Action=None, NotAction="iam:*", Resource="*"),
]

_EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "sns:Publish", "Resource": "*"}

PLATFORM = [
    _new("NO-CDK-PROVIDER", "Custom::S3AutoDeleteObjects"),
    _new("NO-CDK-PROVIDER", "Custom::VpcRestrictDefaultSG"),
    _new("NO-CDK-PROVIDER", "Custom::AWS"),
    *_p("NO-NODE-RUNTIME", "Function", "Runtime", "nodejs24.x", {"Fn::FindInMap": ["LatestNodeRuntimeMap", "x", "y"]}),
    *_p(
        "NO-SAGEMAKER-MANAGED-POLICY",
        "Role",
        "ManagedPolicyArns",
        ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
    ),
    *_p(
        "NO-SAGEMAKER-MANAGED-POLICY",
        "User",
        "Note",
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonSageMakerX"},
    ),
    _new("NO-INTERNET-GATEWAY", "AWS::EC2::InternetGateway"),
    _new("NO-INTERNET-GATEWAY", "AWS::EC2::NatGateway"),
    _new("NO-INTERNET-GATEWAY", "AWS::EC2::EgressOnlyInternetGateway"),
    _new("NO-INTERNET-GATEWAY", "AWS::EC2::VPCGatewayAttachment", InternetGatewayId="igw-1"),
    *_p("NO-PUBLIC-SUBNET", "Subnet", "MapPublicIpOnLaunch", True),
    *_p("NO-PUBLIC-SUBNET", "Subnet", "Tags", [{"Key": "aws-cdk:subnet-type", "Value": "Public"}]),
    *_p("NO-PUBLIC-POLICY", "TopicPolicy", "PolicyDocument.Statement.0.Effect", "Allow"),
    *_p("NO-PUBLIC-POLICY", "TopicPolicy", "PolicyDocument.Statement.0", _EVERYBODY, {**_EVERYBODY, "Principal": "*"}),
    _new("NO-CLOSED-SERVICE", "AWS::SageMaker::Workteam"),
    _new("NO-UNSEEN-TEMPLATE", "AWS::CloudFormation::Stack", TemplateURL="https://s3.amazonaws.com/theirs/t.json"),
    _new("NO-UNSEEN-TEMPLATE", "AWS::CloudFormation::Stack"),
    _new("NO-UNSEEN-TEMPLATE", "AWS::CloudFormation::StackSet", TemplateBody="{}"),
    _new("NO-UNSEEN-TEMPLATE", "AWS::ServiceCatalog::CloudFormationProvisionedProduct", ProductName="x"),
    _new("NO-CLOSED-SERVICE", "AWS::SageMaker::DeviceFleet"),
]

RELATIONS = [
    ("S3-07", "Bucket", "BucketPolicy"),
    ("S3-07", "Logs", "LogsPolicy"),
    ("SNS-02", "Topic", "TopicPolicy"),
    ("SQS-03", "Queue", "QueuePolicy"),
    ("VPC-01", "Vpc", "FlowLog"),
    ("LAM-04", "Handler", "OnFailure"),
    ("SQS-02", "DeadLetters", "Queue"),
    ("VPC-03", "Route", "PrivateGateway"),
    ("ECR-02", "ReplicaTemplate", "RegistryScanning"),
    ("GLU-03", "Database", "CatalogEncryption"),
    ("GLU-03", "Table", "CatalogEncryption"),
    ("SEC-01", "Secret", "Rotation"),
]
"""A rule that fires on the second's partner when the other resource is gone, or stands there under a condition only."""

MUTATIONS = [*DELIVERY, *JOBS, *SAGEMAKER, *STORAGE, *NETWORK, *COMPUTE, *DATA, *IDENTITY, *PLATFORM]
