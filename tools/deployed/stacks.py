"""The platform's stacks in an account, as CloudFormation has them."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlplatform.lock.templates import is_stack_of

NOT_DEPLOYED = frozenset({"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"})
"""Nothing of such a stack stands: its first deployment has not begun, or has failed."""

LOOKS_LIKE_OURS = re.compile(r"[a-z][a-z0-9]*-[a-z0-9-]+-[A-Z][A-Za-z]+.*")
"""`<organisation>-<environment>-<Stack>`."""

ORGANISATION, ENVIRONMENT = "organisation", "environment"
"""Tags that the platform's resources carry; stacks have none, for they would reach resources whose tags must stay."""


@dataclass(frozen=True)
class Deployed:
    """A stack: the template that it was deployed with, and what stands of it, logical to physical ids."""

    name: str
    status: str
    body: Mapping[str, Any]
    physical: Mapping[str, str]

    @property
    def is_resting(self) -> bool:
        return not self.status.endswith("_IN_PROGRESS")

    def is_of(self, organisation: str, environment: str) -> bool:
        """Whether it bears the name of a stack of that environment."""
        return is_stack_of(self.name, organisation, environment)

    @cached_property
    def origin(self) -> tuple[str, str] | None:
        """Organisation and environment that it was deployed from, where a resource of it is tagged with them."""
        for resource in self.body.get("Resources", {}).values():
            tags = _tags(resource.get("Properties", {}).get("Tags"))
            if ORGANISATION in tags and ENVIRONMENT in tags:
                return tags[ORGANISATION], tags[ENVIRONMENT]
        return None


def deployed_stacks(cloudformation: Any, *, but: Collection[str]) -> Iterator[Deployed]:
    """The stacks of an account whose names look like the platform's, this organisation's or another's."""
    for page in cloudformation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            name, status = stack["StackName"], stack["StackStatus"]
            if LOOKS_LIKE_OURS.fullmatch(name) and status not in NOT_DEPLOYED and name not in but:
                yield Deployed(name, status, _template(cloudformation, name), _physical(cloudformation, name))


def _template(cloudformation: Any, stack: str) -> Mapping[str, Any]:
    """A template of JSON, which all of ours are; of somebody else's YAML nothing needs to be known."""
    body = cloudformation.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
    if isinstance(body, Mapping):
        return body
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, Mapping) else {}


def _physical(cloudformation: Any, stack: str) -> dict[str, str]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceStatus"] != "DELETE_COMPLETE" and "PhysicalResourceId" in resource
    }


def _tags(tags: Any) -> dict[str, str]:
    """Tags of a resource, in either form that CloudFormation has for them."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    pairs = tags if isinstance(tags, list) else []
    return {str(tag.get("Key")): str(tag.get("Value")) for tag in pairs if isinstance(tag, Mapping)}
