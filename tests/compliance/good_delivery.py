"""What builds, delivers and serves, as it should be."""

from typing import Any

KEY = {"Fn::ImportValue": "foundation:artefacts-arn"}
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
PARAMETERS = {
    "ImageDigest": {"Type": "String", "AllowedPattern": "sha256:[0-9a-f]{64}"},
    "Stage": {"Type": "String"},
}


def action(category: str, provider: str, order: int = 1, **configuration: Any) -> dict[str, Any]:
    type_ = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    return {"Name": category, "ActionTypeId": type_, "RunOrder": order, "Configuration": configuration}


def stage(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    return {"Name": name, "Actions": list(actions)}


DELIVERY: dict[str, Any] = {
    "Build": {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "EncryptionKey": KEY,
            "Artifacts": {"Type": "CODEPIPELINE"},
            "Environment": {
                "Image": "aws/codebuild/amazonlinux2-aarch64-standard:3.0",
                "PrivilegedMode": "false",
                "EnvironmentVariables": [
                    {"Name": "TOKEN", "Type": "SECRETS_MANAGER", "Value": "acme/token"},
                    {"Name": "STAGE", "Value": "test"},
                ],
            },
            "LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": {"Ref": "LogGroup"}}},
            "VpcConfig": {
                "VpcId": {"Ref": "Vpc"},
                "Subnets": [{"Ref": "Subnet"}],
                "SecurityGroupIds": [{"Ref": "Group"}],
            },
        },
    },
    "Delivery": {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {
            "ArtifactStore": {
                "Type": "S3",
                "Location": {"Ref": "Bucket"},
                "EncryptionKey": {"Type": "KMS", "Id": KEY},
            },
            "Stages": [
                stage("Source", action("Source", "CodeCommit", PollForSourceChanges=False)),
                stage("Archive", action("Source", "S3", PollForSourceChanges="false")),
                stage("Build", action("Build", "CodeBuild")),
                stage("Staging", action("Deploy", "CloudFormation", 2), action("Approval", "Manual", 1)),
                stage("Approve", action("Approval", "Manual")),
                stage("Prod", action("Deploy", "CloudFormation")),
            ],
        },
    },
    "Machine": {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "LoggingConfiguration": {
                "Level": "ALL",
                "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": ["LogGroup", "Arn"]}}}],
            },
            "TracingConfiguration": {"Enabled": True},
            "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": KEY},
        },
    },
    "Model": {
        "Type": "AWS::SageMaker::Model",
        "Properties": {
            "EnableNetworkIsolation": True,
            "VpcConfig": {"Subnets": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Ref": "Group"}]},
            "PrimaryContainer": {
                "Image": {
                    "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/acme/serving@${ImageDigest}"
                }
            },
            "Containers": [{"Image": f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/serving@{DIGEST}"}],
            "Tags": [{"Key": "team", "Value": "forecasting"}],
        },
    },
    "EndpointConfig": {
        "Type": "AWS::SageMaker::EndpointConfig",
        "Properties": {
            "KmsKeyId": KEY,
            "ProductionVariants": [
                {"InitialInstanceCount": 2, "InstanceType": "ml.m5.large"},
                {"ServerlessConfig": {"MaxConcurrency": 5, "MemorySizeInMB": 1024}},
            ],
            "DataCaptureConfig": {"EnableCapture": "true", "KmsKeyId": KEY},
        },
    },
    "Serving": {
        "Type": "AWS::SageMaker::Endpoint",
        "Properties": {
            "DeploymentConfig": {
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": {"Ref": "Alarm"}}]},
                "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "CANARY"}},
            },
        },
    },
}
