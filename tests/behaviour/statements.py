"""What the service authorization reference says of a statement as it would be deployed.

The rows that the platform's own statements are made of are checked before they are rendered (tests/unit/identity); this
looks at what came out of it, whoever wrote it, with its ARNs filled in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from tests.unit.identity import reference

Statement = Mapping[str, Any]
Check = Callable[[Statement], list[str]]
GLOBAL = re.compile(r"aws:(?!RequestTag/|ResourceTag/|TagKeys)|lambda:SourceFunctionArn$", re.IGNORECASE)
"""Condition keys that every request carries, those that the code of a function makes among them:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-source-function-arn.html"""


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(statement: Statement) -> Iterator[tuple[str, list[str]]]:
    """Each action as it is written, with the actions of the reference that it stands for."""
    for pattern in as_list(statement["Action"]):
        yield pattern, list(_matching(str(pattern)))


@cache
def _matching(pattern: str) -> tuple[str, ...]:
    service, _, name = pattern.partition(":")
    every = reference.definition().get(service, {}).get("privileges", {})
    return tuple(f"{service}:{one}" for one in every if fnmatchcase(one.lower(), name.lower()))


def actions(statement: Statement) -> list[str]:
    return [action for _, found in named(statement) for action in found]


def resources(statement: Statement) -> list[str]:
    return [str(resource) for resource in as_list(statement["Resource"])]


def unknown(statement: Statement) -> list[str]:
    """Actions that no service has: a typing error grants nothing, and denies nothing either."""
    return [pattern for pattern, found in named(statement) if not found]


def wild(statement: Statement) -> list[str]:
    """Actions that are not written out."""
    return [pattern for pattern, _ in named(statement) if set(pattern) & set("*?")]


def everywhere(statement: Statement) -> list[str]:
    """Actions on every resource although they take some."""
    open_ = any(re.sub(r"^arn:[^:]*:[^:]*", "", resource).strip("*:/") == "" for resource in resources(statement))
    return [action for action in actions(statement) if open_ and reference.arn_formats(action)]


def without_resources(statement: Statement) -> list[str]:
    """Actions that are given ARNs and take none, so that they are never allowed."""
    closed = "*" not in resources(statement)
    return [action for action in actions(statement) if closed and not reference.arn_formats(action)]


def beside(statement: Statement) -> list[str]:
    """Actions that take none of the resources, and resources that none of the actions takes."""
    arns = [resource for resource in resources(statement) if resource != "*"]
    reached = {arn: [action for action in actions(statement) if reference.acts_on(action, arn)] for arn in arns}
    acting = {action for found in reached.values() for action in found}
    idle = [action for action in actions(statement) if arns and action not in acting]
    return idle + [arn for arn, found in reached.items() if not found]


def strange_keys(statement: Statement) -> list[str]:
    """Condition keys that an action's request never carries: the statement would hold always, or never."""
    keys = [key for operator in statement.get("Condition", {}).values() for key in operator]
    return [
        f"{action} {key}"
        for key in keys
        if not GLOBAL.match(key)
        for action in actions(statement)
        if not _carries(action, key, tuple(resources(statement)))
    ]


def _carries(action: str, key: str, arns: tuple[str, ...]) -> bool:
    written = re.sub(r"^kms:EncryptionContext:.+", "kms:EncryptionContext:${EncryptionContextKey}", key)
    carried = {one.lower() for one in (*reference.condition_keys(action, arns), *OF_EVERY_KEY.get(action[:4], ()))}
    return {reference.written(written).lower(), written.lower()} & carried != set()


OF_EVERY_KEY = {"kms:": ("kms:ResourceAliases",)}
"""A property of the key that is used, not of the request, so that the reference lists it with no action:
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases"""
