"""Reads the properties of a custom resource, and says what is wrong with them in words."""

from collections.abc import Mapping
from typing import Any


class PropertyError(ValueError):
    """A property of the custom resource is missing or malformed."""


def text(properties: Mapping[str, Any], name: str, *, example: str) -> str:
    """A property that must be a text that is not empty."""
    value = properties.get(name)
    if isinstance(value, str) and value.strip():
        return value
    raise _refusal(name, value, f"a text such as {example}")


def names(properties: Mapping[str, Any], name: str) -> list[str]:
    """A property that must be a list of names, which may be empty. Returned sorted and without doubles."""
    value = properties.get(name)
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return sorted(set(value))
    raise _refusal(name, value, "a list of names, [] where there are none")


def _refusal(name: str, value: Any, expected: str) -> PropertyError:
    got = "nothing" if value is None else repr(value)[:200]
    return PropertyError(
        f"The custom resource's property {name} must be {expected}; got {got}. Correct the template and deploy again."
    )
