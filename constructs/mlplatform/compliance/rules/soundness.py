"""What keeps a template from being judged as a whole: what makes resources that no rule sees, and what cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, as_map, maps_within
from .cycles import circles

READABLE_TRANSFORMS = ("AWS::LanguageExtensions",)
"""Transforms that add no resources by themselves; the loops that this one allows are found by their names."""

_LOGIC = {
    "Fn::And",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::If",
    "Fn::Not",
    "Fn::Or",
}
_RULES = {"Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"}
FUNCTIONS = frozenset(
    {
        *_LOGIC,
        *_RULES,
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAZs",
        "Fn::GetAtt",
        "Fn::GetStackOutput",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Length",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Fn::Transform",
    }
)
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html"""


def unsound(body: Any) -> Iterator[tuple[str, str]]:
    """Logical id (empty for the template) and what is wrong."""
    if not isinstance(body, dict):
        yield "", f"the template is a {type(body).__name__}, not a map"
        return
    for transform in as_list(body.get("Transform")):
        if transform not in READABLE_TRANSFORMS:
            yield "", f"the transform {transform} makes resources that no rule sees"
    resources = body.get("Resources", {})
    if not isinstance(resources, dict):
        yield "", f"Resources is a {type(resources).__name__}, not a map"
        return
    for key, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            yield "", f"{key} of Resources has no type, so no rule sees what it makes"
        else:
            yield from ((key, what) for what in _of_resource(resource, as_map(body.get("Conditions"))))
    yield from (("", f"{circle} refer to each other in a circle") for circle in circles(body))


def _of_resource(resource: Mapping[str, Any], conditions: Mapping[str, Any]) -> Iterator[str]:
    if "Properties" in resource and not isinstance(resource["Properties"], dict):
        yield f"its Properties are a {type(resource['Properties']).__name__}, not a map"
    condition = resource.get("Condition")
    if condition is not None and not (isinstance(condition, str) and condition in conditions):
        yield f"its Condition is {condition}, which the template does not define"
    if resource["Type"].endswith("::MODULE"):
        yield f"the module {resource['Type']} makes resources that no rule sees"
    for value in maps_within(resource):
        yield from _of_map(value, conditions)


def _of_map(value: Mapping[str, Any], conditions: Mapping[str, Any]) -> Iterator[str]:
    for key, argument in value.items():
        if not isinstance(key, str) or not key.startswith("Fn::"):
            continue
        if key == "Fn::Transform":
            yield f"the transform {as_map(argument).get('Name')} makes properties that no rule sees"
        elif key not in FUNCTIONS:
            yield f"{key} is no function of CloudFormation that is known"
        elif key == "Fn::If" and (name := next(iter(as_list(argument)), None)) not in conditions:
            yield f"its Fn::If names the condition {name}, which the template does not define"
