"""What keeps data and messages, as it should be: buckets, keys, repositories, topics, queues."""

from typing import Any

from tests.compliance.pieces import ACCOUNT, KEY, arn, policy, tls

_BUCKET = {
    "PublicAccessBlockConfiguration": {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": "true",
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    },
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}
        ]
    },
    "VersioningConfiguration": {"Status": "Enabled"},
    "LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}},
    "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Id": "expire"}]},
}

LIFECYCLE = '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged"}}]}'

STORAGE: dict[str, Any] = {
    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": _BUCKET},
    "BucketPolicy": {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": policy(
                tls("s3:*", {"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}),
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
                    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
                },
            ),
        },
    },
    "Logs": {
        "Type": "AWS::S3::Bucket",
        "Properties": {
            **_BUCKET,
            "BucketName": "acme-logs",
            "LoggingConfiguration": {"DestinationBucketName": {"Fn::ImportValue": "foundation:logs"}},
        },
    },
    "LogsPolicy": {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": "acme-logs", "PolicyDocument": policy(tls("s3:*", "*"))},
    },
    "Key": {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "EnableKeyRotation": True,
            "PendingWindowInDays": 30,
            "KeyPolicy": policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": arn(":iam::", ACCOUNT, ":root")},
                    "Action": "kms:*",
                    "Resource": "*",
                },
                {"Effect": "Deny", "Principal": "*", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"},
            ),
        },
    },
    "SigningKey": {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "PendingWindowInDays": "30"},
    },
    "Repository": {
        "Type": "AWS::ECR::Repository",
        "Properties": {
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": KEY},
            "LifecyclePolicy": {"LifecyclePolicyText": LIFECYCLE},
            "RepositoryPolicyText": policy(
                {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage"}
            ),
        },
    },
    "ReplicaTemplate": {
        "Type": "AWS::ECR::RepositoryCreationTemplate",
        "Properties": {
            "ImageTagMutability": "IMMUTABLE",
            "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": KEY},
            "LifecyclePolicy": LIFECYCLE,
            "RepositoryPolicy": '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}}}',
        },
    },
    "RegistryPolicy": {
        "Type": "AWS::ECR::RegistryPolicy",
        "Properties": {
            "PolicyText": policy(
                {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:ReplicateImage"}
            )
        },
    },
    "RegistryScanning": {
        "Type": "AWS::ECR::RegistryScanningConfiguration",
        "Properties": {
            "Rules": [{"ScanFrequency": "SCAN_ON_PUSH", "RepositoryFilters": [{"Filter": "*"}]}],
        },
    },
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": KEY}},
    "TopicPolicy": {
        "Type": "AWS::SNS::TopicPolicy",
        "Properties": {"Topics": [{"Ref": "Topic"}], "PolicyDocument": policy(tls("sns:Publish", {"Ref": "Topic"}))},
    },
    "Queue": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
            "SqsManagedSseEnabled": True,
            "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}, "maxReceiveCount": 3},
        },
    },
    "QueuePolicy": {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": "Queue"}, {"Ref": "DeadLetters"}],
            "PolicyDocument": policy(tls("sqs:*", "*")),
        },
    },
    "DeadLetters": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": KEY}},
}
