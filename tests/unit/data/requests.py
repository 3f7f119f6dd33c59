"""IAM's verdict on a concrete request, for the conditions that policies on data use; any other is an error."""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

Statement = Mapping[str, Any]
Context = Mapping[str, str]


def decides(statements: Sequence[Statement], effect: str, action: str, resource: str, context: Context) -> bool:
    """Whether one of the statements with that effect covers the request."""
    return any(
        statement["Effect"] == effect
        and _any(statement["Action"], action)
        and _any(statement["Resource"], resource)
        and _all(statement.get("Condition", {}), context)
        for statement in statements
    )


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _any(patterns: Any, text: str) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in as_list(patterns))


def _all(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    return all(
        OPERATORS[operator](context.get(key), as_list(values))
        for operator, tests in conditions.items()
        for key, values in tests.items()
    )


def _like(value: str | None, patterns: list[str]) -> bool:
    return value is not None and _any(patterns, value)


def _not_like(value: str | None, patterns: list[str]) -> bool:
    """Negated operators hold for a key that is not there."""
    return not _like(value, patterns)


def _null(value: str | None, wanted: list[str]) -> bool:
    return (value is None) == (wanted == ["true"])


OPERATORS: dict[str, Callable[[str | None, list[str]], bool]] = {
    "ArnEquals": _like,
    "ArnLike": _like,
    "ArnNotLike": _not_like,
    "Bool": lambda value, wanted: value in wanted,
    "BoolIfExists": lambda value, wanted: value is None or value in wanted,
    # Of a key with many values a context gives one here: that one decides.
    "ForAnyValue:StringEquals": lambda value, wanted: value in wanted,
    "Null": _null,
    "StringEquals": lambda value, wanted: value in wanted,
    "StringEqualsIfExists": lambda value, wanted: value is None or value in wanted,
    "StringLike": _like,
    "StringNotEquals": lambda value, wanted: value not in wanted,
}
