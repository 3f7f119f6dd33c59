"""Policy statements as rows that a reviewer can read, and their rendering for one team.

Resources are written `service:resource` and become ARNs of this account and region. `<team>`, `<prefix>` and
`<environment>` stand for names; `<team-key>`, `<job-role>` and the like for ARNs that only the stack knows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aws_cdk import Aws

from mlplatform.arns import arn

GLOBAL_SERVICES = frozenset({"budgets", "iam"})
"""Services whose ARNs name no region."""

Value = str | tuple[str, ...]
"""What a placeholder stands for; several values where a resource or a condition is that placeholder alone."""


class Wildcard(Enum):
    """Why a statement's resources hold a `*`. A test holds every statement to what it says here."""

    NO_RESOURCE_LEVEL = "The service authorization reference has no resource-level permissions for the actions."
    CREATED_LATER = "People, jobs and services make the resources later; the pattern ends at a prefix or a type."


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One Allow: what, on what, when, and why a wildcard is needed."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    wildcard: Wildcard | None = None

    def render(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """The statement as IAM reads it, with the placeholders filled in."""
        values = {"region": Aws.REGION, **values}
        rendered: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": sorted(self.actions),
            "Resource": [item for resource in self.resources for item in _resources(resource, values)],
        }
        if self.conditions:
            rendered["Condition"] = fill(self.conditions, values)
        return rendered


def fill(value: Any, values: Mapping[str, Value]) -> Any:
    """Replace the placeholders in every string of a JSON value. A placeholder without a value is an error."""
    if isinstance(value, Mapping):
        return {key: fill(item, values) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [fill(item, values) for item in value]
    if value.startswith("<") and isinstance(whole := values.get(value[1:-1]), tuple):
        return list(whole)
    return re.sub(r"<([a-z-]+)>", lambda match: _single(match[1], values), value)


def _single(name: str, values: Mapping[str, Value]) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise ValueError(f"<{name}> needs one value and has {value!r}; given are {', '.join(sorted(values))}.")  # noqa: TRY004
    return value


def _resources(resource: str, values: Mapping[str, Value]) -> list[str]:
    filled = fill(resource, values)
    if isinstance(filled, list):
        return filled
    if filled == "*" or resource.startswith("<"):
        return [filled]
    service, _, rest = filled.partition(":")
    return [arn(service, rest, region="") if service in GLOBAL_SERVICES else arn(service, rest)]
