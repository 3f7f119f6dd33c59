"""The definition of a SageMaker pipeline: its steps, those under a condition too.

https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.compliance.rules.cfn import as_list, present, text
from mlplatform.compliance.rules.model import Resource
from mlplatform.compliance.rules.policy_text import document_of
from mlplatform.compliance.rules.unreadable import UnreadableError

from .calls import AUTOML, JOBS_UNDECIDED, PACKAGE, TRAINING, TRANSFORM, TUNING, requested
from .run_time import of_pipeline

PIPELINE = "AWS::SageMaker::Pipeline"
_BODY = "PipelineDefinition.PipelineDefinitionBody"
_PROCESSING = "sagemaker:CreateProcessingJob"

CALLS = {
    "Training": TRAINING,
    "Processing": _PROCESSING,
    "QualityCheck": _PROCESSING,
    "ClarifyCheck": _PROCESSING,
    "Transform": TRANSFORM,
    "Tuning": TUNING,
    "AutoML": AUTOML[0],
    "Model": "sagemaker:CreateModel",
    "RegisterModel": PACKAGE,
    "EndpointConfig": "sagemaker:CreateEndpointConfig",
    "Endpoint": "sagemaker:CreateEndpoint",
}
"""Type of a step, and the call that it makes."""

STEP = "step:"
"""Before the type of a step, where the step stands for itself."""

_HARMLESS = ("Lambda", "Callback", "Fail")
"""Steps that create nothing: what they call is judged where it stands."""


def pipeline_requests(pipeline: Resource) -> Iterator[Resource]:
    """The requests of every step; `UnreadableError` when the definition stands elsewhere, or is none."""
    if present(pipeline.get("PipelineDefinition.PipelineDefinitionS3Location")):
        raise UnreadableError(f"its definition stands in a bucket, {JOBS_UNDECIDED}", "PipelineDefinition")
    yield from definition_requests(pipeline, pipeline.get(_BODY), at=_BODY)


def definition_requests(by: Resource, body: Any, *, at: str) -> Iterator[Resource]:
    """The requests of a pipeline's definition, which may be text."""
    try:
        definition = document_of(body, at)
    except UnreadableError as error:
        raise UnreadableError(f"its definition cannot be read: {error}, {JOBS_UNDECIDED}", at) from None
    if not isinstance(definition.get("Steps"), list):
        raise UnreadableError(f"its definition has no list of Steps, {JOBS_UNDECIDED}", at)
    yield from _steps(by, definition["Steps"], f"{at}.Steps")


def _steps(by: Resource, steps: Any, at: str) -> Iterator[Resource]:
    for index, step in enumerate(as_list(steps)):
        if not isinstance(step, dict):
            raise UnreadableError(f"a step of its definition is {text(step) or 'empty'}", f"{at}.{index}")
        yield from _step(by, step, f"{at}.{index}")


def _step(by: Resource, step: Mapping[str, Any], at: str) -> Iterator[Resource]:
    type_, within = text(step.get("Type")), f"the step {text(step.get('Name')) or '(without a name)'}"
    arguments = step.get("Arguments")
    yield Resource(by.id, {"Type": f"{STEP}{type_}"}, by.template, within=within, at=at)
    if type_ == "Condition" and isinstance(arguments, dict):
        for branch in ("IfSteps", "ElseSteps"):
            yield from _steps(by, arguments.get(branch), f"{at}.Arguments.{branch}")
    elif type_ in CALLS:
        yield from requested(by, CALLS[type_], of_pipeline(arguments), within=within, at=f"{at}.Arguments")
    elif not (type_ in _HARMLESS or _runs_on_a_cluster_that_is_there(type_, arguments)):
        raise UnreadableError(f"{within} is of the type {type_ or 'none'}, {JOBS_UNDECIDED}", f"{at}.Type")


def _runs_on_a_cluster_that_is_there(type_: str, arguments: Any) -> bool:
    """Steps of EMR, unless they make the cluster, which no rule would see."""
    return type_ == "EMR" and isinstance(arguments, dict) and "ClusterConfig" not in arguments
