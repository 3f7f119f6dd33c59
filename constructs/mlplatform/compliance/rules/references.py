"""Relations between resources, within a template and across the templates of a synth."""

import re
from collections.abc import Iterator
from typing import Any

from .cfn import as_list, as_map, is_intrinsic, references, text
from .model import Resource, Template

PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::SSO::PermissionSet")


def canonical(template: Template, value: Any) -> tuple[str, str]:
    """Where a value comes from: the template and the value as text, through Fn::ImportValue to its export."""
    if is_intrinsic(value) and "Fn::ImportValue" in value:
        name = text(value["Fn::ImportValue"])
        other, exported = template.assembly.exports.get(name, (template, None))
        return canonical(other, exported) if other is not template else ("", name)
    return (template.name if references(value) else "", text(value))


def same_value(one: Template, value: Any, other: Template, value_there: Any) -> bool:
    """Whether two values, maybe of two templates, are the same when deployed."""
    return canonical(one, value) == canonical(other, value_there)


def pointing_to(target: Resource, type_: str, path: str) -> list[Resource]:
    """Resources of a type in the same template whose property refers to the target."""
    return [resource for resource in target.template.of_type(type_) if resource.points_to(path, target)]


def uses(template: Template, value: Any, target: Resource) -> bool:
    """Whether a value refers to the target, which may stand in another template: import, or the name in an ARN."""
    origin, where = canonical(template, value)
    if origin and origin == target.template.name and where.strip("${}").partition(".")[0] == target.id:
        return True
    return any(re.search(rf"(^|[/:]){re.escape(name)}$", text(value)) for name in target.physical_names)


def attached_policies(template: Template) -> Iterator[Any]:
    """Values by which principals of a template attach managed policies."""
    for resource in template.of_type(*PRINCIPALS):
        for key in ("ManagedPolicyArns", "ManagedPolicies"):
            yield from as_list(resource.get(key))
        for policy in as_list(resource.get("CustomerManagedPolicyReferences")):
            yield as_map(policy).get("Name")


def boundaries_of(template: Template) -> Iterator[Any]:
    """Values by which principals of a template name their permissions boundary."""
    for resource in template.of_type("AWS::IAM::Role", "AWS::IAM::User"):
        yield resource.get("PermissionsBoundary")
    for resource in template.of_type("AWS::SSO::PermissionSet"):
        yield resource.get("PermissionsBoundary.CustomerManagedPolicyReference.Name")
