"""Ways to break what keeps data and messages, and the network."""

from typing import Any

from tests.compliance.mutation import MISSING, PARAMETER, Mutation
from tests.compliance.mutation import p as _p


def _if(good: Any, bad: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProd", good, bad]}


_SSE = "BucketEncryption.ServerSideEncryptionConfiguration"
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
