"""The definition of a project's SageMaker pipeline: prepare, train, evaluate, register.

Plain JSON (https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema), so that a
reviewer reads in the template what runs, and with which network and keys. What may differ from run to run are the
parameters: images by digest, the team's buckets, the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from mlplatform.identity.guard_rails import LOCAL_NVME

VERSION = "2020-12-01"
REGISTER = "Register"
DIGESTS = ("TrainingDigest", "ServingDigest")
BUCKETS = ("Silver", "Gold", "Work")
PARAMETERS = (*DIGESTS, *BUCKETS, "Commit")
"""Names of the pipeline's parameters, all strings without a default: a run that forgets one does not start."""

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Where jobs of the team run, and with what.

    Args:
        prefix: What names of jobs start with; begins with the team's name.
        training_image, serving_image: Repositories without a tag or digest; a run gives the digest.
        roles: Phase to role ARN: prepare, train, evaluate.
    """

    prefix: str
    training_image: str
    serving_image: str
    roles: Mapping[str, str]
    key_arn: str
    subnet_ids: Sequence[str]
    security_group_id: str
    instance_type: str
    volume_gb: int = 50
    minutes: int = 240


def definition(jobs: Jobs, *, registry_arn: str) -> Json:
    """The whole definition."""
    return {
        "Version": VERSION,
        "Metadata": {},
        "Parameters": [{"Name": name, "Type": "String"} for name in PARAMETERS],
        "Steps": [_prepare(jobs), _train(jobs), _evaluate(jobs), _register(jobs, registry_arn)],
    }


def _prepare(jobs: Jobs) -> Json:
    outputs = {phase: _place("Gold", phase, jobs.prefix) for phase in ("train", "validation", "test")}
    return _processing(jobs, "Prepare", "prepare", inputs={"silver": _place("Silver")}, outputs=outputs)


def _train(jobs: Jobs) -> Json:
    channels = [_channel(name, _below("Gold", name, jobs.prefix)) for name in ("train", "validation")]
    return {
        "Name": "Train",
        "Type": "Training",
        "DependsOn": ["Prepare"],
        "Arguments": {
            "TrainingJobName": f"{jobs.prefix}-train",
            "AlgorithmSpecification": {"TrainingImage": _image(jobs.training_image, "TrainingDigest"), **FILES},
            "RoleArn": jobs.roles["train"],
            "InputDataConfig": channels,
            "OutputDataConfig": {
                "S3OutputPath": _place("Work", "artefacts", jobs.prefix),
                "KmsKeyId": jobs.key_arn,
            },
            "ResourceConfig": _cluster(jobs),
            "StoppingCondition": {"MaxRuntimeInSeconds": jobs.minutes * 60},
            "HyperParameters": {"commit": _parameter("Commit")},
            "VpcConfig": _network(jobs),
            "EnableNetworkIsolation": True,
            "EnableInterContainerTrafficEncryption": True,
        },
    }


def _evaluate(jobs: Jobs) -> Json:
    inputs = {"model": MODEL_DATA, "test": _below("Gold", "test", jobs.prefix)}
    step = _processing(
        jobs, "Evaluate", "evaluate", inputs=inputs, outputs={"metrics": _place("Work", "metrics", jobs.prefix)}
    )
    return {**step, "DependsOn": ["Train"]}


def _register(jobs: Jobs, registry_arn: str) -> Json:
    container = {"Image": _image(jobs.serving_image, "ServingDigest"), "ModelDataUrl": MODEL_DATA}
    return {
        "Name": REGISTER,
        "Type": "RegisterModel",
        "DependsOn": ["Evaluate"],
        "Arguments": {
            "ModelPackageGroupName": registry_arn,
            "ModelApprovalStatus": "PendingManualApproval",
            "InferenceSpecification": {
                "Containers": [container],
                "SupportedContentTypes": ["application/json", "text/csv"],
                "SupportedResponseMIMETypes": ["application/json", "text/csv"],
            },
            "CustomerMetadataProperties": {
                "commit": _parameter("Commit"),
                "execution": {"Get": "Execution.PipelineExecutionArn"},
            },
        },
    }


def _processing(jobs: Jobs, name: str, phase: str, *, inputs: Json, outputs: Json) -> Json:
    return {
        "Name": name,
        "Type": "Processing",
        "Arguments": {
            "ProcessingJobName": f"{jobs.prefix}-{phase}",
            "AppSpecification": {
                "ImageUri": _image(jobs.training_image, "TrainingDigest"),
                "ContainerArguments": [phase],
            },
            "Environment": {"COMMIT": _parameter("Commit")},
            "RoleArn": jobs.roles[phase],
            "ProcessingInputs": [_input(key, place) for key, place in inputs.items()],
            "ProcessingOutputConfig": {
                "KmsKeyId": jobs.key_arn,
                "Outputs": [_output(key, place) for key, place in outputs.items()],
            },
            "ProcessingResources": {"ClusterConfig": _cluster(jobs)},
            "StoppingCondition": {"MaxRuntimeInSeconds": jobs.minutes * 60},
            "NetworkConfig": {
                "EnableInterContainerTrafficEncryption": True,
                "EnableNetworkIsolation": True,
                "VpcConfig": _network(jobs),
            },
        },
    }


FILES: Json = {"TrainingInputMode": "File"}
MODEL_DATA: Json = {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}


def _cluster(jobs: Jobs) -> Json:
    return {
        "InstanceCount": 1,
        "InstanceType": jobs.instance_type,
        "VolumeSizeInGB": jobs.volume_gb,
        # Local disks are encrypted in hardware, and SageMaker refuses a key for them.
        **({} if _has_local_disks(jobs.instance_type) else {"VolumeKmsKeyId": jobs.key_arn}),
    }


def _has_local_disks(instance_type: str) -> bool:
    return any(fnmatchcase(instance_type, pattern) for pattern in LOCAL_NVME)


def _network(jobs: Jobs) -> Json:
    return {"SecurityGroupIds": [jobs.security_group_id], "Subnets": list(jobs.subnet_ids)}


def _parameter(name: str) -> Json:
    return {"Get": f"Parameters.{name}"}


def _image(repository: str, digest: str) -> Json:
    return {"Std:Join": {"On": "@", "Values": [repository, _parameter(digest)]}}


def _place(bucket: str, *prefixes: str) -> Json:
    return {"Std:Join": {"On": "/", "Values": ["s3:/", _parameter(bucket), *prefixes]}}


def _below(bucket: str, *prefixes: str) -> Json:
    """What is read from a prefix. S3 compares letters: without the slash a project would read `<project>-2` as well."""
    return _place(bucket, *prefixes, "")


def _channel(name: str, place: Json) -> Json:
    source = {"S3DataType": "S3Prefix", "S3Uri": place, "S3DataDistributionType": "FullyReplicated"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}


def _input(name: str, place: Json) -> Json:
    local = f"/opt/ml/processing/input/{name}"
    return {
        "InputName": name,
        "S3Input": {"S3Uri": place, "LocalPath": local, "S3DataType": "S3Prefix", "S3InputMode": "File"},
    }


def _output(name: str, place: Json) -> Json:
    local = f"/opt/ml/processing/output/{name}"
    return {
        "OutputName": name,
        "S3Output": {"S3Uri": place, "LocalPath": local, "S3UploadMode": "EndOfJob"},
    }
