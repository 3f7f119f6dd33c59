"""Ways to break the good template: for each rule a wrong value, a missing property, another form of the mistake."""

from tests.compliance.mutation import new as _new
from tests.compliance.mutation import p as _p
from tests.compliance.mutations_delivery import DELIVERY
from tests.compliance.mutations_identity import IDENTITY
from tests.compliance.mutations_jobs import JOBS
from tests.compliance.mutations_storage import NETWORK, STORAGE
from tests.compliance.mutations_studio import COMPUTE, DATA, SAGEMAKER

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
