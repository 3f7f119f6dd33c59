"""The state machine that runs a project's SageMaker pipeline and waits for it (Amazon States Language).

Find the team's buckets in the contract → start the pipeline → look every minute → hand back what was registered. A run
that fails ends the execution with the reason that SageMaker gives; so the hub's pipeline stops there, and says why.
"""

from typing import Any

from mlplatform.mlops.training_definition import BUCKETS, DIGESTS, REGISTER

SECONDS_BETWEEN_LOOKS = 60
TIMEOUT_SECONDS = 24 * 3600
SDK = "arn:{}:states:::aws-sdk:"
FAILED = ("Failed", "Stopped")
BUSY = [
    {
        "ErrorEquals": ["States.TaskFailed"],
        "IntervalSeconds": 5,
        "MaxAttempts": 4,
        "BackoffRate": 2,
        "JitterStrategy": "FULL",
    }
]

Json = dict[str, Any]


def run_definition(*, partition: str, pipeline: str, buckets_parameter: str) -> Json:
    """The whole state machine. Its input states the digests of both images, and the commit."""
    sdk = SDK.format(partition)
    return {
        "Comment": f"Runs the SageMaker pipeline {pipeline}",
        "StartAt": "FindBuckets",
        "TimeoutSeconds": TIMEOUT_SECONDS,
        "States": {
            "FindBuckets": _find_buckets(sdk, buckets_parameter),
            "Start": _start(sdk, pipeline),
            "Wait": {"Type": "Wait", "Seconds": SECONDS_BETWEEN_LOOKS, "Next": "Look"},
            "Look": _look(sdk),
            "Ended": _ended(),
            "Failed": {
                "Type": "Fail",
                "ErrorPath": "$.Now.PipelineExecutionStatus",
                "CausePath": "$.Now.FailureReason",
            },
            "FailedSilently": {"Type": "Fail", "Error": "Failed", "CausePath": "$.Run.PipelineExecutionArn"},
            "FindPackage": _find_package(sdk),
            "Registered": _registered(),
        },
    }


def _task(sdk: str, call: str, parameters: Json, **rest: Any) -> Json:
    return {"Type": "Task", "Resource": f"{sdk}{call}", "Parameters": parameters, "Retry": BUSY, **rest}


def _find_buckets(sdk: str, parameter: str) -> Json:
    return _task(
        sdk,
        "ssm:getParameter",
        {"Name": parameter},
        ResultSelector={"Names.$": "States.StringToJson($.Parameter.Value)"},
        ResultPath="$.Buckets",
        Next="Start",
    )


def _start(sdk: str, pipeline: str) -> Json:
    buckets = [{"Name": name, "Value.$": f"$.Buckets.Names.{name.lower()}"} for name in BUCKETS]
    given = [{"Name": name, "Value.$": f"$.{name}"} for name in (*DIGESTS, "Commit")]
    parameters = {
        "PipelineName": pipeline,
        # The name of an execution is unique for 90 days: starting twice by a retry starts one run.
        "ClientRequestToken.$": "$$.Execution.Name",
        "PipelineParameters": [*given, *buckets],
    }
    return _task(sdk, "sagemaker:startPipelineExecution", parameters, ResultPath="$.Run", Next="Wait")


def _look(sdk: str) -> Json:
    return _task(
        sdk,
        "sagemaker:describePipelineExecution",
        {"PipelineExecutionArn.$": "$.Run.PipelineExecutionArn"},
        ResultPath="$.Now",
        Next="Ended",
    )


def _ended() -> Json:
    status = "$.Now.PipelineExecutionStatus"
    failed: Json = {"Or": [{"Variable": status, "StringEquals": one} for one in FAILED]}
    explained: Json = {"Variable": "$.Now.FailureReason", "IsPresent": True}
    return {
        "Type": "Choice",
        "Choices": [
            {"Variable": status, "StringEquals": "Succeeded", "Next": "FindPackage"},
            {"And": [failed, explained], "Next": "Failed"},
            {**failed, "Next": "FailedSilently"},
        ],
        "Default": "Wait",
    }


def _find_package(sdk: str) -> Json:
    found = f"$.PipelineExecutionSteps[?(@.StepName=='{REGISTER}')].Metadata.RegisterModel.Arn"
    return _task(
        sdk,
        "sagemaker:listPipelineExecutionSteps",
        {"PipelineExecutionArn.$": "$.Run.PipelineExecutionArn"},
        ResultSelector={"Arns.$": found},
        ResultPath="$.Packages",
        Next="Registered",
    )


def _registered() -> Json:
    """What the execution hands back: the package that this run registered, and what made it."""
    output = {
        "ModelPackageArn.$": "States.ArrayGetItem($.Packages.Arns, 0)",
        "PipelineExecutionArn.$": "$.Run.PipelineExecutionArn",
        "ServingDigest.$": "$.ServingDigest",
        "Commit.$": "$.Commit",
    }
    return {"Type": "Pass", "Parameters": output, "End": True}
