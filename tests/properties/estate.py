"""The templates of one environment, read as one estate: references followed from stack to stack, names filled in."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Templates = dict[str, dict[str, Any]]
Fault = Callable[[Templates], object]

PSEUDO = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": "",
    "AWS::StackName": "stack",
}
LONGEST = {**PSEUDO, "AWS::Partition": "aws-us-gov", "AWS::Region": "ap-southeast-7"}
ARN_BYTES = 110
"""An ARN that CloudFormation knows only when it deploys: a key, a policy or a function with a generated name."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource with its properties resolved."""

    stack: str
    id: str
    type: str
    properties: dict[str, Any]
    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.stack}/{self.id}"


class Estate:
    """Resources by type and by reference. `<<stack/id>>` stands for what a `Ref` gives, `<<stack/id.Arn>>` for an ARN.

    The ARN of a role that has a name is written out, so that a reference to it equals the derived ARN.
    """

    def __init__(self, templates: Mapping[str, dict[str, Any]], pseudo: Mapping[str, str] = PSEUDO) -> None:
        self.templates = templates
        self._pseudo = pseudo

    @property
    def account(self) -> str:
        """The account that the environment stands in."""
        return self._pseudo["AWS::AccountId"]

    @cached_property
    def kinds(self) -> set[str]:
        """What the environment is for, as it says itself in the contract: hub, workbench, serving."""
        [platform] = [p for p in self.of("AWS::SSM::Parameter") if p.properties["Name"].endswith("/platform")]
        return set(json.loads(filled(platform.properties["Value"]))["kinds"])

    def broken(self, fault: Fault) -> "Estate":
        """The same estate with a seeded fault."""
        templates = copy.deepcopy(dict(self.templates))
        fault(templates)
        return Estate(templates, self._pseudo)

    def of(self, *types: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type in types]

    @cached_property
    def resources(self) -> list[Resource]:
        return [
            Resource(
                stack=stack,
                id=id_,
                type=raw["Type"],
                properties=self.resolve(stack, raw.get("Properties", {})),
                raw=raw,
            )
            for stack, template in self.templates.items()
            for id_, raw in template["Resources"].items()
        ]

    @cached_property
    def by_reference(self) -> dict[str, Resource]:
        """Resources by what refers to them: `Ref`, and the ARN."""
        return {self._reference(r.stack, r.id, attribute): r for r in self.resources for attribute in ("", "Arn")}

    @cached_property
    def _exports(self) -> dict[str, tuple[str, Any]]:
        return {
            output["Export"]["Name"]: (stack, output["Value"])
            for stack, template in self.templates.items()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    def resolve(self, stack: str, value: Any) -> Any:
        """A value with its references filled in."""
        if isinstance(value, list):
            return [self.resolve(stack, item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1 and (name := next(iter(value))) in ("Ref", "Fn::FindInMap", *FUNCTIONS):
            return self._intrinsic(stack, name, value[name])
        return {key: self.resolve(stack, item) for key, item in value.items()}

    def _intrinsic(self, stack: str, name: str, argument: Any) -> Any:
        if name == "Ref":
            return self._pseudo.get(argument) or self._reference(stack, argument)
        if name == "Fn::GetAtt":
            return self._reference(stack, argument[0], argument[1])
        if name == "Fn::ImportValue":
            return self.resolve(*self._exports[argument])
        resolved = self.resolve(stack, argument)
        if name == "Fn::FindInMap":
            return self._mapped(stack, *resolved)
        return FUNCTIONS[name](resolved)

    def _mapped(self, stack: str, mapping: str, key: str, attribute: str) -> str:
        """What a mapping says of the key; of one that it does not know, the same as of another."""
        rows = self.templates[stack]["Mappings"][mapping]
        return str((rows.get(key) or next(iter(rows.values())))[attribute])

    def _reference(self, stack: str, id_: str, attribute: str = "") -> str:
        role = self.templates[stack]["Resources"].get(id_, {})
        named = role.get("Properties", {}).get("RoleName")
        if role.get("Type") == "AWS::IAM::Role" and attribute == "Arn" and named:
            return f"arn:{self._pseudo['AWS::Partition']}:iam::{self._pseudo['AWS::AccountId']}:role/{named}"
        return f"<<{stack}/{id_}{'.' if attribute else ''}{attribute}>>"


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "Fn::GetAtt": str,
    "Fn::ImportValue": str,
    "Fn::Join": lambda argument: argument[0].join(argument[1]),
    "Fn::Select": lambda argument: f"<<{argument[1]}[{argument[0]}]>>",
    "Fn::Split": lambda argument: argument[1].split(argument[0]),
    "Fn::GetAZs": lambda region: f"zones{region}",
}


def filled(text: str, length: int = ARN_BYTES) -> str:
    """A resolved text with something of that length for each reference."""
    return re.sub(r"<<[^>]*>>", "x" * length, text)


def change(type_: str, edit: Callable[[dict[str, Any]], object], *, stack: str = "") -> Fault:
    """A fault: edit the properties of the first resource of a type."""

    def fault(templates: Templates) -> None:
        found = [
            resource
            for name, template in templates.items()
            for resource in template["Resources"].values()
            if resource["Type"] == type_ and stack in name
        ]
        edit(found[0].setdefault("Properties", {}))

    return fault


def add(type_: str, **properties: Any) -> Fault:
    """A fault: one resource more."""

    def fault(templates: Templates) -> None:
        first = next(iter(templates.values()))
        first["Resources"]["Seeded"] = {"Type": type_, "Properties": properties}

    return fault
