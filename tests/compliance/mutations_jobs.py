"""Ways to break jobs, wherever they are started, and what moves and keeps data for them."""

import json
from typing import Any

from tests.compliance.good_jobs import (
    AUTOML,
    FAMILIES,
    IMAGE,
    MODEL,
    PROCESSING,
    TRAINING,
    TRANSFORM,
    definition,
    machine,
    step,
)
from tests.compliance.mutation import MISSING, PARAMETER, Mutation, changed, p

_BODY = "PipelineDefinition.PipelineDefinitionBody"


def _scheduled(rule: str, call: str, request: dict[str, Any]) -> list[Mutation]:
    """The same request by a schedule, which knows no other run."""
    target = {"Arn": f"arn:aws:scheduler:::aws-sdk:sagemaker:{call.rpartition(':')[2].partition('.')[0]}"}
    plain = "Std:Join" not in json.dumps(request) and '"Get"' not in json.dumps(request)
    return p(rule, "Nightly", "Target", {**target, "Input": json.dumps(request)}) if plain else []


def _started(rule: str, type_: str, call: str, request: dict[str, Any], path: str, *values: Any) -> list[Mutation]:
    """One member of a request broken: in a step, under a condition, as a function's text; in a state, in a branch."""
    found = []
    for value in values:
        broken = step("Broken", type_, changed(request, path, value))
        state = machine((call, changed(request, path, value)))
        branch = {"StartAt": "B", "States": {"B": {"Type": "Parallel", "Branches": [state], "End": True}}}
        under = step("Under", "Condition", {"Conditions": [], "IfSteps": [], "ElseSteps": [broken]})
        found += [
            *p(rule, "Pipeline", _BODY, definition(broken), definition(under)),
            *p(rule, "Pipeline", _BODY, {"Fn::Join": ["", [definition(broken)[:9], definition(broken)[9:]]]}),
            *p(rule, "Trainer", "DefinitionString", json.dumps(state), {"Fn::Sub": json.dumps(branch)}),
            *p(rule, "Trainer", "Definition", state),
            *_scheduled(rule, call, changed(request, path, value)),
        ]
    return found


_TRAIN = ("Training", "sagemaker:createTrainingJob.sync", TRAINING)
_PROCESS = ("Processing", "sagemaker:createProcessingJob", PROCESSING)
_TRANSFORM = ("Transform", "aws-sdk:sagemaker:createTransformJob", TRANSFORM)
_MODEL = ("Model", "sagemaker:createModel", MODEL)
_TUNE = ("Tuning", "sagemaker:createHyperParameterTuningJob.sync", {"TrainingJobDefinition": TRAINING})
_AUTOML = ("AutoML", "aws-sdk:sagemaker:createAutoMLJob", AUTOML)
_REGISTER = (
    "RegisterModel",
    "aws-sdk:sagemaker:createModelPackage",
    {"InferenceSpecification": {"Containers": [{"Image": IMAGE}]}},
)
_TAGGED = IMAGE.partition("@")[0] + ":latest"
_LARGE = {"InstanceCount": 1, "InstanceType": "ml.m5.24xlarge"}

STARTED = [
    *_started("SM-MOD-01", *_TRAIN, "EnableNetworkIsolation", MISSING, False, "false"),
    *_started("SM-MOD-01", *_PROCESS, "NetworkConfig.EnableNetworkIsolation", MISSING, False),
    *_started("SM-MOD-01", *_TUNE, "TrainingJobDefinition.EnableNetworkIsolation", MISSING),
    *_started("SM-MOD-01", *_MODEL, "EnableNetworkIsolation", False),
    *_started("SM-MOD-02", *_TRAIN, "VpcConfig", MISSING, {"Subnets": ["subnet-1"]}),
    *_started("SM-MOD-02", *_PROCESS, "NetworkConfig", MISSING),
    *_started("SM-MOD-02", *_AUTOML, "AutoMLJobConfig.SecurityConfig.VpcConfig", MISSING),
    *_started("SM-MOD-02", *_MODEL, "VpcConfig", MISSING),
    *_started("SM-MOD-04", *_TRAIN, "AlgorithmSpecification.TrainingImage", MISSING, _TAGGED),
    *_started("SM-MOD-04", *_PROCESS, "AppSpecification.ImageUri", _TAGGED, "docker.io/library/python:3"),
    *_started("SM-MOD-04", *_REGISTER, "InferenceSpecification.Containers.0.Image", _TAGGED, MISSING),
    *_started("SM-MOD-04", *_MODEL, "PrimaryContainer.Image", _TAGGED),
    *_started("SM-MOD-03", *_MODEL, "PrimaryContainer.Image", "registry.example.com/x:1"),
    *_started("SM-MS-02", *_TRAIN, "EnableInterContainerTrafficEncryption", MISSING, False),
    *_started("SM-MS-02", *_PROCESS, "NetworkConfig.EnableInterContainerTrafficEncryption", MISSING),
    *_started("SM-MS-03", *_TRAIN, "ResourceConfig.VolumeKmsKeyId", MISSING, "alias/aws/sagemaker"),
    *_started("SM-MS-03", *_TRAIN, "OutputDataConfig.KmsKeyId", MISSING),
    *_started("SM-MS-03", *_PROCESS, "ProcessingOutputConfig.KmsKeyId", MISSING),
    *_started("SM-MS-03", *_PROCESS, "ProcessingResources.ClusterConfig", _LARGE),
    *_started("SM-MS-03", *_TRANSFORM, "TransformResources.VolumeKmsKeyId", MISSING),
    *_started("SM-MS-03", *_TRANSFORM, "TransformOutput.KmsKeyId", MISSING),
]

_CLOSED = [
    *_started("NO-CLOSED-SERVICE", *_TRAIN, "DebugHookConfig", {"S3OutputPath": "s3://x"}),
    *_started("NO-CLOSED-SERVICE", *_TRAIN, "DebugRuleConfigurations", [{"RuleConfigurationName": "x"}]),
    *_started("NO-CLOSED-SERVICE", *_TRAIN, "ProfilerRuleConfigurations", [{"RuleConfigurationName": "x"}]),
    *(
        one
        for call in (
            "sagemaker:createLabelingJob.sync",
            "aws-sdk:sagemaker:createFlowDefinition",
            "aws-sdk:sagemakera2iruntime:startHumanLoop",
            "aws-sdk:sagemaker:createEdgePackagingJob",
            "aws-sdk:sagemakergeospatial:startEarthObservationJob",
            "aws-sdk:migrationhubrefactorspaces:createApplication",
        )
        for one in p("NO-CLOSED-SERVICE", "Trainer", "Definition", machine((call, {"Name": "x"})))
    ),
]

_DEFINITIONS = {"DQ": FAMILIES[0], "MB": FAMILIES[1], "MQ": FAMILIES[2], "ME": FAMILIES[3]}
_VOLUME = "JobResources.ClusterConfig.VolumeKmsKeyId"
_NETWORK = "MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig"
_OUTPUT = "MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringOutputConfig"


def _family(letters: str, noun: str) -> list[Mutation]:
    name, rule = f"{noun}Definition", f"SM-{letters}"
    return [
        *p(f"{rule}-01", name, "NetworkConfig.EnableInterContainerTrafficEncryption", MISSING, False, PARAMETER),
        *p(f"{rule}-02", name, "NetworkConfig.EnableNetworkIsolation", MISSING, False, PARAMETER),
        *p(f"{rule}-03", name, _VOLUME, MISSING, "alias/aws/ebs"),
        *p(f"{rule}-04", name, f"{noun}JobOutputConfig.KmsKeyId", MISSING, "alias/aws/s3"),
        *p(f"{rule}-05", name, "NetworkConfig.VpcConfig", MISSING, {"Subnets": []}),
        *p(f"{rule}-05", name, "NetworkConfig", MISSING),
    ]


MONITORS = [
    *(one for letters, noun in _DEFINITIONS.items() for one in _family(letters, noun)),
    *p("SM-MS-01", "Schedule", f"{_NETWORK}.EnableNetworkIsolation", MISSING, False),
    *p("SM-MS-02", "Schedule", f"{_NETWORK}.EnableInterContainerTrafficEncryption", MISSING, False),
    *p("SM-MS-03", "Schedule", f"{_OUTPUT}.KmsKeyId", MISSING, "alias/aws/s3"),
    *p("SM-MS-03", "Schedule", _OUTPUT.rpartition(".")[0] + ".MonitoringResources", MISSING),
]

DATA = [
    *p("SM-MOD-04", "Package", "InferenceSpecification.Containers.0.Image", MISSING, _TAGGED),
    *p("SM-MOD-01", "ProcessingJob", "NetworkConfig.EnableNetworkIsolation", MISSING, False),
    *p("SM-MOD-02", "ProcessingJob", "NetworkConfig.VpcConfig.Subnets", MISSING, []),
    *p("SM-MOD-04", "ProcessingJob", "AppSpecification.ImageUri", _TAGGED),
    *p("SM-MS-03", "ProcessingJob", "ProcessingOutputConfig.KmsKeyId", MISSING),
    *p("SM-FG-01", "FeatureGroup", "OfflineStoreConfig.S3StorageConfig.KmsKeyId", MISSING, "alias/aws/s3"),
    *p("SM-FG-02", "FeatureGroup", "OnlineStoreConfig.SecurityConfig", MISSING, {}),
    *p("SM-NB-01", "Notebook", "DirectInternetAccess", MISSING, "Enabled", PARAMETER),
    *p("SM-NB-02", "Notebook", "SubnetId", MISSING),
    *p("SM-NB-02", "Notebook", "SecurityGroupIds", MISSING, []),
    *p("SM-NB-03", "Notebook", "RootAccess", MISSING, "Enabled"),
    *p("SM-NB-04", "Notebook", "KmsKeyId", MISSING, "alias/aws/ebs"),
    *p("SM-NB-05", "Notebook", "InstanceMetadataServiceConfiguration", MISSING),
    *p("SM-NB-05", "Notebook", "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion", "1"),
    *p("SM-NB-06", "Notebook", "PlatformIdentifier", MISSING, "notebook-al2-v2"),
    *p("DMS-01", "Replication", "PubliclyAccessible", MISSING, True, "true", PARAMETER),
    *p("DMS-02", "Replication", "KmsKeyId", MISSING, "alias/aws/dms"),
    *p("DMS-03", "Source", "SslMode", MISSING, "none", PARAMETER),
    *p("DMS-04", "Source", "Password", "hunter2", PARAMETER, "{{resolve:secretsmanager:db:SecretString:p}}"),
    *p("DMS-04", "Source", "OracleSettings.AsmPassword", "hunter2"),
    *p("DMS-04", "Source", "ExtraConnectionAttributes", "password=hunter2"),
    *p("DS-01", "Transfer", "CloudWatchLogGroupArn", MISSING),
    *p("DS-01", "Transfer", "Options.LogLevel", MISSING, "OFF"),
    *p("DS-02", "Transfer", "Options.VerifyMode", MISSING, "NONE"),
    *p("SEC-02", "Secret", "KmsKeyId", MISSING, "alias/aws/secretsmanager"),
    *(
        Mutation("SEC-01", "Rotation", f"Properties.{path}", value, fires_on="Secret")
        for path, value in (("SecretId", "other"), ("RotationLambdaARN", MISSING), ("RotationRules", MISSING))
    ),
]

JOBS = [*STARTED, *_CLOSED, *MONITORS, *DATA]
