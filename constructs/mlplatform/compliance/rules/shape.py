"""Checks that many rules share: a property is there, has a value, is true."""

from typing import Any

from .cfn import is_true, number, present, text
from .model import Check, Resource


def shown(value: Any) -> str:
    """A value for a message, not too long."""
    rendered = text(value)
    return rendered if len(rendered) <= 80 else f"{rendered[:77]}..."


def has(*paths: str) -> Check:
    """Each property is there; a value that a deployment resolves counts."""

    def check(resource: Resource) -> list[str]:
        return [f"{path} is absent" for path in paths if not present(resource.get(path))]

    return check


def equals(path: str, *expected: str) -> Check:
    """The property is one of these values; a parameter is none, as a deployment may set it to anything."""

    def check(resource: Resource) -> str | None:
        value = resource.get(path)
        if value is None:
            return f"{path} is absent"
        return None if text(value) in expected else f"{path} is {shown(value)}"

    return check


def true(*paths: str) -> Check:
    """Each property is true."""

    def check(resource: Resource) -> list[str]:
        return [
            f"{path} is absent" if resource.get(path) is None else f"{path} is {shown(resource.get(path))}"
            for path in paths
            if not is_true(resource.get(path))
        ]

    return check


def at_least(path: str, minimum: int) -> Check:
    """The property is a number that is not smaller."""

    def check(resource: Resource) -> str | None:
        value = resource.get(path)
        if value is None:
            return f"{path} is absent"
        size = number(value)
        return None if size is not None and size >= minimum else f"{path} is {shown(value)}"

    return check


def customer_key(path: str) -> Check:
    """The property names a customer-managed key: neither absent nor an AWS-managed one (alias/aws/…)."""

    def check(resource: Resource) -> str | None:
        value = resource.get(path)
        if not present(value):
            return f"{path} is absent"
        return f"{path} is {shown(value)}, a key of AWS" if "alias/aws/" in text(value) else None

    return check


def is_retained(resource: Resource) -> list[str]:
    """What does not keep the resource when its stack goes or replaces it."""
    allowed = {"DeletionPolicy": ("Retain", "RetainExceptOnCreate"), "UpdateReplacePolicy": ("Retain",)}
    return [
        f"{key} is {shown(resource.body.get(key)) or 'absent'}"
        for key, values in allowed.items()
        if resource.body.get(key) not in values
    ]
