"""What runs jobs, as it should be: pipelines, state machines, monitors; and what moves and keeps data for them.

Shapes are those of the AWS documentation: of a pipeline's definition from its JSON schema, of a state machine's from
the developer guide of Step Functions (Manage Amazon SageMaker AI jobs), of DMS, DataSync and Secrets Manager from the
examples on the resource types' pages.
"""

import json
from typing import Any

KEY = {"Fn::ImportValue": "foundation:key-arn"}
IMAGE = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/training@sha256:{'0123456789abcdef' * 4}"
ROLE = "arn:aws:iam::111122223333:role/acme-main-forecasting-train"
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
NETWORK = {"Subnets": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}
CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30, "VolumeKmsKeyId": KEY_ARN}
ISOLATED = {"EnableNetworkIsolation": True, "EnableInterContainerTrafficEncryption": True, "VpcConfig": NETWORK}

TRAINING: dict[str, Any] = {
    "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    "RoleArn": ROLE,
    "OutputDataConfig": {"S3OutputPath": "s3://acme-work/models", "KmsKeyId": KEY_ARN},
    "ResourceConfig": CLUSTER,
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    **ISOLATED,
}
PROCESSING: dict[str, Any] = {
    "AppSpecification": {
        "ImageUri": {"Std:Join": {"On": "@", "Values": [IMAGE.partition("@")[0], {"Get": "Parameters.D"}]}}
    },
    "ProcessingResources": {"ClusterConfig": CLUSTER},
    "ProcessingOutputConfig": {"Outputs": [], "KmsKeyId": KEY_ARN},
    "NetworkConfig": ISOLATED,
    "RoleArn": ROLE,
}
TRANSFORM: dict[str, Any] = {
    "ModelName": {"Get": "Steps.Model.ModelName"},
    "TransformOutput": {"S3OutputPath": "s3://acme-work/scores", "KmsKeyId": KEY_ARN},
    "TransformResources": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeKmsKeyId": KEY_ARN},
}
MODEL: dict[str, Any] = {
    "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}},
    "ExecutionRoleArn": ROLE,
    "EnableNetworkIsolation": True,
    "VpcConfig": NETWORK,
}
AUTOML: dict[str, Any] = {
    "AutoMLJobConfig": {
        "SecurityConfig": {
            "VolumeKmsKeyId": KEY_ARN,
            "EnableInterContainerTrafficEncryption": True,
            "VpcConfig": NETWORK,
        }
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-work/automl", "KmsKeyId": KEY_ARN},
}


def step(name: str, type_: str, arguments: Any) -> dict[str, Any]:
    return {"Name": name, "Type": type_, "Arguments": arguments}


STEPS: list[dict[str, Any]] = [
    step("Prepare", "Processing", PROCESSING),
    step("Train", "Training", TRAINING),
    step("Tune", "Tuning", {"TrainingJobDefinition": TRAINING, "HyperParameterTuningJobConfig": {}}),
    step("Try", "AutoML", AUTOML),
    step("Model", "Model", MODEL),
    step("Score", "Transform", TRANSFORM),
    step("Register", "RegisterModel", {"InferenceSpecification": {"Containers": [{"Image": IMAGE}]}}),
    step("Tell", "Lambda", {"FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:tell"}),
    step("Good", "Condition", {"Conditions": [], "IfSteps": [step("Again", "Training", TRAINING)], "ElseSteps": []}),
]


def definition(*steps: dict[str, Any]) -> str:
    """The body of a pipeline, as text."""
    parameters = [{"Name": "D", "Type": "String"}]
    return json.dumps({"Version": "2020-12-01", "Parameters": parameters, "Steps": list(steps) or STEPS})


def machine(*tasks: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The definition of a state machine with one task after another, and one in each kind of nesting."""
    states = {
        f"State{number}": {"Type": "Task", "Resource": f"arn:aws:states:::{call}", "Parameters": request, "End": True}
        for number, (call, request) in enumerate(tasks)
    }
    return {"StartAt": "State0", "States": states}


_TASKS = (
    ("sagemaker:createTrainingJob.sync", {"TrainingJobName.$": "$.name", **TRAINING}),
    ("sagemaker:createTransformJob.sync", {**TRANSFORM, "ModelName.$": "$.model"}),
    ("aws-sdk:sagemaker:createModel", {**MODEL, "Tags": [{"Key": "team", "Value": "x"}]}),
    ("aws-sdk:ssm:getParameter", {"Name": "/acme"}),
)
MACHINE: dict[str, Any] = {
    **machine(*_TASKS),
    "States": {
        **machine(*_TASKS)["States"],
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "State0"},
        "Call": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:tell", "End": True},
        "Both": {"Type": "Parallel", "Branches": [machine(_TASKS[0])], "End": True},
        "Each": {"Type": "Map", "ItemProcessor": machine(_TASKS[0]), "End": True},
    },
}

JOBS: dict[str, Any] = {
    "Pipeline": {
        "Type": "AWS::SageMaker::Pipeline",
        "Properties": {"PipelineDefinition": {"PipelineDefinitionBody": definition()}, "RoleArn": ROLE},
    },
    "Trainer": {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "DefinitionString": json.dumps(MACHINE),
            "LoggingConfiguration": {
                "Level": "ALL",
                "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": ["LogGroup", "Arn"]}}}],
            },
            "TracingConfiguration": {"Enabled": True},
            "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": KEY},
        },
    },
    "Nightly": {
        "Type": "AWS::Scheduler::Schedule",
        "Properties": {
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ScheduleExpression": "rate(1 day)",
            "Target": {
                "Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:createTrainingJob",
                "Input": json.dumps({"TrainingJobName": "nightly", **TRAINING}),
                "RoleArn": ROLE,
            },
        },
    },
    "Package": {
        "Type": "AWS::SageMaker::ModelPackage",
        "Properties": {"InferenceSpecification": {"Containers": [{"Image": IMAGE}]}},
    },
    "ProcessingJob": {
        "Type": "AWS::SageMaker::ProcessingJob",
        "Properties": {**PROCESSING, "AppSpecification": {"ImageUri": IMAGE}},
    },
    "FeatureGroup": {
        "Type": "AWS::SageMaker::FeatureGroup",
        "Properties": {
            "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://acme-features", "KmsKeyId": KEY}},
            "OnlineStoreConfig": {"EnableOnlineStore": True, "SecurityConfig": {"KmsKeyId": KEY}},
        },
    },
    "Notebook": {
        "Type": "AWS::SageMaker::NotebookInstance",
        "Properties": {
            "DirectInternetAccess": "Disabled",
            "SubnetId": {"Ref": "Subnet"},
            "SecurityGroupIds": [{"Ref": "Group"}],
            "RootAccess": "Disabled",
            "KmsKeyId": KEY,
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
            "PlatformIdentifier": "notebook-al2023-v1",
        },
    },
    "Replication": {
        "Type": "AWS::DMS::ReplicationInstance",
        "Properties": {"PubliclyAccessible": False, "KmsKeyId": KEY, "ReplicationInstanceClass": "dms.t3.medium"},
    },
    "Source": {
        "Type": "AWS::DMS::Endpoint",
        "Properties": {
            "EndpointType": "source",
            "EngineName": "postgres",
            "SslMode": "verify-full",
            "PostgreSqlSettings": {
                "SecretsManagerSecretId": {"Ref": "Secret"},
                "SecretsManagerAccessRoleArn": ROLE,
            },
        },
    },
    "Target": {
        "Type": "AWS::DMS::Endpoint",
        "Properties": {"EndpointType": "target", "EngineName": "s3", "S3Settings": {"BucketName": "acme-bronze"}},
    },
    "Transfer": {
        "Type": "AWS::DataSync::Task",
        "Properties": {
            "CloudWatchLogGroupArn": {"Fn::GetAtt": ["LogGroup", "Arn"]},
            "Options": {"LogLevel": "TRANSFER", "VerifyMode": "POINT_IN_TIME_CONSISTENT"},
        },
    },
    "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"KmsKeyId": KEY, "GenerateSecretString": {}}},
    "Rotation": {
        "Type": "AWS::SecretsManager::RotationSchedule",
        "Properties": {
            "SecretId": {"Ref": "Secret"},
            "RotationLambdaARN": {"Fn::GetAtt": ["Function", "Arn"]},
            "RotationRules": {"AutomaticallyAfterDays": 30},
        },
    },
}

FAMILIES = ("DataQuality", "ModelBias", "ModelQuality", "ModelExplainability")
KEPT = ("sagemaker-model-monitor", "sagemaker-clarify")
"""Closed services that an organisation keeps whose accounts have monitors."""

MONITORS: dict[str, Any] = {
    **{
        f"{noun}Definition": {
            "Type": f"AWS::SageMaker::{noun}JobDefinition",
            "Properties": {
                "JobResources": {"ClusterConfig": CLUSTER},
                f"{noun}JobOutputConfig": {"KmsKeyId": KEY_ARN, "MonitoringOutputs": []},
                "NetworkConfig": ISOLATED,
            },
        }
        for noun in FAMILIES
    },
    "Schedule": {
        "Type": "AWS::SageMaker::MonitoringSchedule",
        "Properties": {
            "MonitoringScheduleConfig": {
                "MonitoringJobDefinition": {
                    "MonitoringAppSpecification": {"ImageUri": IMAGE},
                    "MonitoringResources": {"ClusterConfig": CLUSTER},
                    "MonitoringOutputConfig": {"KmsKeyId": KEY_ARN, "MonitoringOutputs": []},
                    "NetworkConfig": ISOLATED,
                }
            }
        },
    },
    "NamedSchedule": {
        "Type": "AWS::SageMaker::MonitoringSchedule",
        "Properties": {"MonitoringScheduleConfig": {"MonitoringJobDefinitionName": {"Ref": "DataQualityDefinition"}}},
    },
}
