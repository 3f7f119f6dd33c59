"""Checks that many rules share: a property is there, has a value, is true."""

from typing import Any

from .cfn import is_true, number, present, text, told
from .model import Check, Fault, Resource


def shown(value: Any) -> str:
    """A value for a message, not too long."""
    rendered = told(text(value))
    return rendered if len(rendered) <= 80 else f"{rendered[:77]}..."


def wrong(path: str, value: Any) -> Fault:
    """That a property is absent, or what it is instead."""
    return Fault(f"{path} is {'absent' if value is None else shown(value)}", path)


def key_fault(path: str, value: Any) -> Fault | None:
    """Why a value names no customer-managed key: it is absent, or a key of AWS (alias/aws/…)."""
    if not present(value):
        return Fault(f"{path} is absent", path)
    return Fault(f"{path} is {shown(value)}, a key of AWS", path) if "alias/aws/" in text(value) else None


def has(*paths: str) -> Check:
    """Each property is there; a value that a deployment resolves counts."""

    def check(resource: Resource) -> list[Fault]:
        return [Fault(f"{path} is absent", path) for path in paths if not present(resource.get(path))]

    return check


def equals(path: str, *expected: str) -> Check:
    """The property is one of these values; a parameter is none, as a deployment may set it to anything."""

    def check(resource: Resource) -> Fault | None:
        value = resource.get(path)
        return None if value is not None and text(value) in expected else wrong(path, value)

    return check


def true(*paths: str) -> Check:
    """Each property is true."""

    def check(resource: Resource) -> list[Fault]:
        return [wrong(path, resource.get(path)) for path in paths if not is_true(resource.get(path))]

    return check


def at_least(path: str, minimum: int) -> Check:
    """The property is a number that is not smaller."""

    def check(resource: Resource) -> Fault | None:
        value = resource.get(path)
        size = number(value)
        return None if size is not None and size >= minimum else wrong(path, value)

    return check


def customer_key(path: str) -> Check:
    """The property names a customer-managed key: neither absent nor an AWS-managed one (alias/aws/…)."""

    def check(resource: Resource) -> Fault | None:
        return key_fault(path, resource.get(path))

    return check


def is_retained(resource: Resource) -> list[Fault]:
    """What does not keep the resource when its stack goes or replaces it."""
    allowed = {"DeletionPolicy": ("Retain", "RetainExceptOnCreate"), "UpdateReplacePolicy": ("Retain",)}
    return [
        wrong(key, resource.body.get(key)) for key, values in allowed.items() if resource.body.get(key) not in values
    ]
