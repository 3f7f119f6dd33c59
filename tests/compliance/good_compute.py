"""Functions, logs, alarms, Studio, and the data catalogue, as they should be."""

from typing import Any

from tests.compliance.pieces import ACCOUNT, KEY

_IDLE_SHUTDOWN = {
    "AppLifecycleManagement": {"IdleSettings": {"LifecycleManagement": "ENABLED", "IdleTimeoutInMinutes": 120}}
}

_FUNCTION = {
    "Runtime": "python3.14",
    "VpcConfig": {"SubnetIds": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Ref": "Group"}]},
    "KmsKeyArn": KEY,
    "DeadLetterConfig": {"TargetArn": {"Ref": "Topic"}},
    "ReservedConcurrentExecutions": 1,
    "TracingConfig": {"Mode": "Active"},
    "Environment": {"Variables": {"DB_SECRET": {"Ref": "Key"}, "API_TOKEN_NAME": "forecast", "TOKEN": "/acme/token"}},
}

COMPUTE: dict[str, Any] = {
    "Function": {"Type": "AWS::Lambda::Function", "Properties": _FUNCTION},
    "Handler": {
        "Type": "AWS::Lambda::Function",
        "Properties": {k: v for k, v in _FUNCTION.items() if k not in ("DeadLetterConfig", "Runtime")}
        | {"PackageType": "Image"},
    },
    "OnFailure": {
        "Type": "AWS::Lambda::EventInvokeConfig",
        "Properties": {
            "FunctionName": {"Ref": "Handler"},
            "DestinationConfig": {"OnFailure": {"Destination": {"Ref": "Topic"}}},
        },
    },
    "Permission": {
        "Type": "AWS::Lambda::Permission",
        "Properties": {"Principal": "events.amazonaws.com", "SourceArn": {"Fn::GetAtt": ["Topic", "TopicArn"]}},
    },
    "LogGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"KmsKeyId": KEY, "RetentionInDays": "365"}},
    "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [{"Ref": "Topic"}]}},
    "Domain": {
        "Type": "AWS::SageMaker::Domain",
        "Properties": {
            "AppNetworkAccessType": "VpcOnly",
            "AppSecurityGroupManagement": "Customer",
            "KmsKeyId": KEY,
            "AuthMode": "SSO",
            "DomainSettings": {"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME"},
            "DefaultUserSettings": {
                "ExecutionRole": {"Fn::GetAtt": ["Role", "Arn"]},
                "SecurityGroups": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                "SharingSettings": {"NotebookOutputOption": "Disabled"},
                "JupyterLabAppSettings": _IDLE_SHUTDOWN,
                "CodeEditorAppSettings": _IDLE_SHUTDOWN,
            },
            "DefaultSpaceSettings": {"JupyterLabAppSettings": _IDLE_SHUTDOWN},
        },
    },
    "User": {
        "Type": "AWS::SageMaker::UserProfile",
        "Properties": {
            "DomainId": {"Ref": "Domain"},
            "UserSettings": {"ExecutionRole": {"Fn::GetAtt": ["TeamRole", "Arn"]}},
        },
    },
}

_ENCRYPTED = {"KmsKeyArn": KEY}

DATA: dict[str, Any] = {
    "CatalogEncryption": {
        "Type": "AWS::Glue::DataCatalogEncryptionSettings",
        "Properties": {
            "CatalogId": ACCOUNT,
            "DataCatalogEncryptionSettings": {
                "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": KEY},
                "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "KmsKeyId": KEY},
            },
        },
    },
    "Database": {"Type": "AWS::Glue::Database", "Properties": {"CatalogId": ACCOUNT}},
    "Table": {"Type": "AWS::Glue::Table", "Properties": {"CatalogId": ACCOUNT}},
    "GlueJob": {"Type": "AWS::Glue::Job", "Properties": {"SecurityConfiguration": {"Ref": "GlueSecurity"}}},
    "GlueSecurity": {
        "Type": "AWS::Glue::SecurityConfiguration",
        "Properties": {
            "EncryptionConfiguration": {
                "S3Encryptions": [{"S3EncryptionMode": "SSE-KMS", **_ENCRYPTED}],
                "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", **_ENCRYPTED},
                "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", **_ENCRYPTED},
            }
        },
    },
    "Workgroup": {
        "Type": "AWS::Athena::WorkGroup",
        "Properties": {
            "WorkGroupConfiguration": {
                "EnforceWorkGroupConfiguration": True,
                "ResultConfiguration": {"EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}},
            }
        },
    },
}
