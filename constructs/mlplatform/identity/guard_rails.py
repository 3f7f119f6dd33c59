"""Denies that bind every persona and every job, whatever their policies allow.

Each row pairs actions only with a condition key that they carry (AWS service authorization reference for SageMaker AI;
tests/unit/identity holds every row against it offline). `Null` and the value are separate statements, since conditions
of one statement are a logical AND: "no subnets and no groups" would let a job pass that lacks one of them.

`BOUNDARY_DENIES` are the same for every organisation and stand in the permissions boundaries; `team_denies` pin the
approved values of one team and stand in a policy of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mlplatform.identity.capabilities.functions import CONNECT_TO_VPC

TRAINING = "sagemaker:CreateTrainingJob"
PROCESSING = "sagemaker:CreateProcessingJob"
TRANSFORM = "sagemaker:CreateTransformJob"
MODEL = "sagemaker:CreateModel"

REGISTRATION = "sagemaker:CreateModelPackage"

IN_VPC = (PROCESSING, TRAINING, MODEL)
ISOLATED = IN_VPC
DISTRIBUTED = (PROCESSING, TRAINING)
WITH_VOLUME = (PROCESSING, TRAINING, TRANSFORM)
WITH_OUTPUT = WITH_VOLUME
TAGGING = (
    "sagemaker:AddTags",
    "sagemaker:CreateApp",
    "sagemaker:CreateModel",
    "sagemaker:CreateModelPackage",
    "sagemaker:CreatePipeline",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateSpace",
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateTransformJob",
)
"""Every action of people and jobs that may set a tag."""
SPACES = ("sagemaker:CreateSpace", "sagemaker:UpdateSpace")

LOCAL_NVME = (
    "ml.g4dn.*",
    "ml.g5.*",
    "ml.g6.*",
    "ml.g6e.*",
    "ml.g7e.*",
    "ml.p3dn.*",
    "ml.p4d.*",
    "ml.p4de.*",
    "ml.p5.*",
    "ml.p5e.*",
    "ml.p5en.*",
    "ml.p6-b200.*",
    "ml.p6-b300.*",
    "ml.p6e-gb200.*",
    "ml.r5d.*",
    "ml.trn1.*",
    "ml.trn1n.*",
    "ml.trn2.*",
)
"""Instance types of jobs with local storage, encrypted in hardware: they take no VolumeKmsKeyId (API reference,
ResourceConfig.VolumeKmsKeyId), so a volume key cannot be asked of them. A type that is missing here cannot be used at
all, which is the safe mistake."""


OUTPUT_KEY = ("sagemaker:OutputKmsKeyArn", "sagemaker:OutputKmsKey")
VOLUME_KEY = ("sagemaker:VolumeKmsKeyArn", "sagemaker:VolumeKmsKey")
"""AWS has renamed the two condition keys: the service reference of September 2026 and SageMaker's developer guide have
the names that end in Arn, older editions the others, and nowhere does it say which of them a request carries. A guard
that tests one name only denies every job, or none, where requests carry the other. So a key is missing where both are,
and each is held to the team's key in a statement of its own."""


def _deny(sid: str, actions: Sequence[str], condition: Mapping[str, Any]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Deny", "Action": sorted(actions), "Resource": "*", "Condition": dict(condition)}


def _missing(sid: str, actions: Sequence[str], *names: str) -> dict[str, Any]:
    """A key that a request lacks; several names are names of the same key."""
    return _deny(sid, actions, {"Null": dict.fromkeys(names, "true")})


BOUNDARY_DENIES: tuple[dict[str, Any], ...] = (
    _missing("DenyJobsWithoutSubnets", IN_VPC, "sagemaker:VpcSubnets"),
    _missing("DenyJobsWithoutGroups", IN_VPC, "sagemaker:VpcSecurityGroupIds"),
    _missing("DenyUnstatedIsolation", ISOLATED, "sagemaker:NetworkIsolation"),
    _deny("DenyNoIsolation", ISOLATED, {"Bool": {"sagemaker:NetworkIsolation": "false"}}),
    _missing("DenyUnstatedEncryption", DISTRIBUTED, "sagemaker:InterContainerTrafficEncryption"),
    _deny("DenyNoEncryption", DISTRIBUTED, {"Bool": {"sagemaker:InterContainerTrafficEncryption": "false"}}),
    _missing("DenyOutputWithoutKey", WITH_OUTPUT, *OUTPUT_KEY),
    # A job that names no instance type (a list of preferences, say) could not be told from one with local storage.
    _missing("DenyUnstatedInstances", WITH_VOLUME, "sagemaker:InstanceTypes"),
    _deny(
        "DenyVolumeWithoutKey",
        WITH_VOLUME,
        {
            "Null": dict.fromkeys(VOLUME_KEY, "true"),
            "ForAnyValue:StringNotLike": {"sagemaker:InstanceTypes": list(LOCAL_NVME)},
        },
    ),
    _deny("DenyRemoteDebug", (TRAINING,), {"Bool": {"sagemaker:EnableRemoteDebug": "true"}}),
    _deny("DenyRemoteAccess", SPACES, {"StringEquals": {"sagemaker:RemoteAccess": "ENABLED"}}),
    # Nobody's work is born approved.
    _deny("DenySelfApproval", (REGISTRATION,), {"StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}),
)
"""For people and jobs alike; each boundary holds what concerns the actions that it lets through."""


def boundary_denies(actions: Collection[str]) -> list[dict[str, Any]]:
    """What binds roles that may do these actions and no others."""
    bound = ((deny, [action for action in deny["Action"] if action in actions]) for deny in BOUNDARY_DENIES)
    return [{**deny, "Action": concerned} for deny, concerned in bound if concerned]


FUNCTION_DENIES: tuple[dict[str, Any], ...] = (
    # Lambda attaches a function to the VPC in the role's name; the function's own code has no business there. The key
    # is in every request that code makes with the function's credentials, and in none that Lambda makes:
    # https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
    _deny("DenyNetworkToCode", CONNECT_TO_VPC.actions, {"Null": {"lambda:SourceFunctionArn": "false"}}),
)
"""What binds the code of the platform's functions."""

FILE_SYSTEM_DENIES: tuple[dict[str, Any], ...] = (
    # EFS takes the interface of a mount target back in the name of whoever deletes the mount target.
    # https://docs.aws.amazon.com/efs/latest/ug/API_DeleteMountTarget.html
    _deny(
        "DenyNetworkToCodeItself",
        CONNECT_TO_VPC.actions,
        {"Null": {"lambda:SourceFunctionArn": "false"}, "BoolIfExists": {"aws:ViaAWSService": "false"}},
    ),
)
"""The same for the one function that deletes mount targets: network interfaces only by way of the service."""


def team_denies(
    *, team: str, subnets: Sequence[str], groups: Sequence[str], key_arn: str, models: str
) -> list[dict[str, Any]]:
    """What pins the work of one team: its subnets, its security groups, its key, its models, its tag.

    `ForAnyValue` denies as soon as one value is not approved. A key is compared only where one is given; that one is
    given is the boundary's business, which exempts instances with local storage.
    """
    return [
        _deny("DenyOtherSubnets", IN_VPC, {"ForAnyValue:StringNotEquals": {"sagemaker:VpcSubnets": list(subnets)}}),
        _deny(
            "DenyOtherGroups", IN_VPC, {"ForAnyValue:StringNotEquals": {"sagemaker:VpcSecurityGroupIds": list(groups)}}
        ),
        *_other_key("DenyOtherOutputKey", WITH_OUTPUT, OUTPUT_KEY, key_arn),
        *_other_key("DenyOtherVolumeKey", WITH_VOLUME, VOLUME_KEY, key_arn),
        # A model brings its own role and data; the transform job only names it.
        _deny("DenyOtherModels", (TRANSFORM,), {"ArnNotLike": {"sagemaker:ModelArn": models}}),
        # Cost and access go by this tag.
        _deny(
            "DenyOtherTeamsTag",
            TAGGING,
            {"Null": {"aws:RequestTag/team": "false"}, "StringNotEquals": {"aws:RequestTag/team": team}},
        ),
    ]


def _other_key(sid: str, actions: Sequence[str], names: tuple[str, str], key_arn: str) -> list[dict[str, Any]]:
    return [
        _deny(named, actions, {"Null": {name: "false"}, "ArnNotEquals": {name: key_arn}})
        for named, name in zip((sid, f"{sid}ByOldName"), names, strict=True)
    ]
