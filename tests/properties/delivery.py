"""The default organisation as four accounts see it: templates by environment, release templates beside them."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tests.conftest import Assembly
from tests.properties.estate import PSEUDO, Estate, Resource, Templates

ACCOUNTS = {"hub": "111111111111", "research": "222222222222", "staging": "333333333333", "prod": "444444444444"}
PROJECTS = {"demand-forecast": "forecasting", "churn": "customer-value", "meter-anomalies": "grid-assets"}


def role(environment: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNTS[environment]}:role/volta-{environment}-{name}"


@dataclass(frozen=True)
class Organisation:
    """Templates by stack name; those of releases by the name of the stack that they become."""

    templates: Templates

    @classmethod
    def of(cls, assembly: Assembly) -> "Organisation":
        releases: Templates = {}
        for manifest in sorted(assembly.folder.glob("assembly-Releases-*/manifest.json")):
            for artifact in json.loads(manifest.read_text())["artifacts"].values():
                if artifact["type"] == "aws:cloudformation:stack":
                    properties = artifact["properties"]
                    body = json.loads((manifest.parent / properties["templateFile"]).read_text())
                    releases[properties["stackName"]] = body
        return cls({**assembly.templates, **releases})

    @cached_property
    def estates(self) -> Mapping[str, Estate]:
        """What stands in each environment, with its own account filled in."""
        return {
            name: Estate(
                {stack: body for stack, body in self.templates.items() if stack.startswith(f"volta-{name}-")},
                {**PSEUDO, "AWS::AccountId": account},
            )
            for name, account in ACCOUNTS.items()
        }

    @cached_property
    def resources(self) -> list[tuple[str, Resource]]:
        """Every resource, with its environment."""
        return [(name, resource) for name, estate in self.estates.items() for resource in estate.resources]

    def of_type(self, type_: str) -> list[tuple[str, Resource]]:
        return [(environment, resource) for environment, resource in self.resources if resource.type == type_]

    def copy(self) -> Templates:
        return copy.deepcopy(dict(self.templates))
