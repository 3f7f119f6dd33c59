"""API calls as resources: which resource type has the members of a request."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.compliance.rules.cfn import is_intrinsic
from mlplatform.compliance.rules.model import Resource
from mlplatform.compliance.rules.unreadable import UnreadableError

SAME_MEMBERS = {
    f"sagemaker:Create{noun}": f"AWS::SageMaker::{noun}"
    for noun in (
        "DataQualityJobDefinition",
        "Domain",
        "Endpoint",
        "EndpointConfig",
        "FeatureGroup",
        "Model",
        "ModelBiasJobDefinition",
        "ModelExplainabilityJobDefinition",
        "ModelQualityJobDefinition",
        "MonitoringSchedule",
        "NotebookInstance",
        "ProcessingJob",
        "UserProfile",
    )
}
"""Calls whose requests have the members of a resource type; all others are types of their own name."""

TRAINING = "sagemaker:CreateTrainingJob"
TRANSFORM = "sagemaker:CreateTransformJob"
TUNING = "sagemaker:CreateHyperParameterTuningJob"
AUTOML = ("sagemaker:CreateAutoMLJob", "sagemaker:CreateAutoMLJobV2")
PACKAGE = "sagemaker:CreateModelPackage"

JOBS_UNDECIDED = "so SM-MOD-01, SM-MOD-02, SM-MOD-04, SM-MS-02 and SM-MS-03 cannot be decided for what it starts"


def requested(by: Resource, call: str, request: Any, *, within: str, at: str) -> Iterator[Resource]:
    """The call as a resource of its own name, and as one of the type that has its members."""
    judged = call.startswith("sagemaker:Create")
    if judged and (not isinstance(request, Mapping) or is_intrinsic(request)):
        raise UnreadableError(f"{within}: the whole request is known at run time only, {JOBS_UNDECIDED}", at)
    for type_ in (call, *([SAME_MEMBERS[call]] if call in SAME_MEMBERS else [])):
        yield Resource(by.id, {"Type": type_, "Properties": request}, by.template, within=within, at=at)
