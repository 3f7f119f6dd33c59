"""What the parameters of a nested template are: the values that the stacks around it give."""

from collections.abc import Mapping, Sequence
from typing import Any

from .cfn import as_map, is_intrinsic, references, text

OF_PARENT = "Fn::OfParent"
"""Stands for a value of the template around, such as the ARN of one of its keys."""

Given = Mapping[str, Any]


def given_by(body: Any, stack: str) -> Given:
    """The parameters that a stack resource gives, without those that depend on parameters of its own template."""
    own = as_map(as_map(body).get("Parameters"))
    resource = as_map(as_map(as_map(body).get("Resources")).get(stack))
    given = as_map(as_map(resource.get("Properties")).get("Parameters"))
    return {
        name: {OF_PARENT: text(value)} if is_intrinsic(value) else value
        for name, value in given.items()
        if not references(value) & own.keys()
    }


def bound(body: Any, given: Sequence[Given]) -> Any:
    """The template with the parameters that every stack gives limited to what they give."""
    parameters = as_map(as_map(body).get("Parameters"))
    values = {name: [one[name] for one in given if name in one] for name in parameters}
    limited = {
        name: {**as_map(parameters[name]), "AllowedValues": found}
        for name, found in values.items()
        if found and len(found) == len(given)
    }
    return {**body, "Parameters": {**parameters, **limited}} if limited else body
