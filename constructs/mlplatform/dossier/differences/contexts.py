"""Requests that meet the conditions of a statement, or keep clear of them."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mlplatform.access.policies import as_list
from mlplatform.dossier.differences.reference import VARIABLE

Context = dict[str, Any]
FACTS = ("aws:principalarn", "aws:principalaccount", "aws:resourceaccount", "aws:principalisawsservice")
"""Keys that follow from who asks, and on what: no request chooses them."""
NEGATED = (
    "StringNotEquals",
    "StringNotLike",
    "StringNotEqualsIgnoreCase",
    "ArnNotEquals",
    "ArnNotLike",
    "NotIpAddress",
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ROUNDS = 3
"""How often a request is changed to keep clear of what denies it: a value that one statement asks for may be what
another forbids."""


def meeting(condition: Mapping[str, Any], context: Context) -> Context:
    """A context changed so that a condition holds."""
    changed = dict(context)
    for operator, keys in condition.items():
        bare = _bare(operator)
        for key, values in keys.items():
            if key.lower() not in FACTS:
                _meet(changed, bare, key, [str(each) for each in as_list(values)])
    return changed


def _meet(context: Context, operator: str, key: str, values: list[str]) -> None:
    if operator == "Null":
        if values[0].lower() == "true":
            context.pop(key, None)
        else:
            context.setdefault(key, "probe")
    elif operator in NEGATED:
        context[key] = "203.0.113.1" if operator == "NotIpAddress" else f"{concrete(values[0])}-other"
    elif operator.startswith("Numeric"):
        context[key] = str(float(values[0]) + _step(operator)).removesuffix(".0")
    elif operator == "IpAddress":
        context[key] = values[0].partition("/")[0]
    elif _compare(operator, context.get(key), values) is not True:
        context[key] = concrete(values[0])


def _step(operator: str) -> int:
    return {"NumericGreaterThan": 1, "NumericLessThan": -1}.get(operator, 0)


def concrete(value: str) -> str:
    """A value that a pattern matches."""
    return VARIABLE.sub("probe", value).replace("*", "probe").replace("?", "x")


def clear_of(denials: Iterable[Mapping[str, Any]], context: Context, hints: Mapping[str, str]) -> Context:
    """A context changed until none of the conditions holds, as far as one can be found; facts are not changed."""
    changed, every = dict(context), list(denials)
    for _ in range(ROUNDS):
        held = [condition for condition in every if condition and holds(condition, changed)]
        if not held:
            break
        for condition in held:
            if holds(condition, changed):
                _avoid(condition, changed, hints)
    return changed


def _avoid(condition: Mapping[str, Any], context: Context, hints: Mapping[str, str]) -> None:
    """Makes one of the parts of a condition false: the one that needs least guessing."""
    ways = sorted(
        (_effort(_bare(operator), key, values, hints), key, _bare(operator), tuple(values))
        for operator, keys in condition.items()
        for key, written in keys.items()
        if key.lower() not in FACTS
        for values in [[str(each) for each in as_list(written)]]
    )
    if not ways:
        return
    _, key, operator, listed = ways[0]
    if operator in NEGATED:
        context[key] = concrete(listed[0])
    elif operator == "Null" and listed[0].lower() == "true":
        context[key] = hints.get(key, "probe")
    elif operator.startswith("Numeric"):
        context[key] = listed[0] if operator in ("NumericGreaterThan", "NumericLessThan") else "0"
    elif operator.startswith("Bool"):
        context[key] = "false" if listed[0].lower() == "true" else "true"
    else:
        context.pop(key, None)


def _effort(operator: str, key: str, values: list[str], hints: Mapping[str, str]) -> int:
    if operator == "Null" and values[0].lower() == "true":
        return 0 if key in hints else 5
    if operator in NEGATED:
        return 1
    return 2 if operator.startswith(("Numeric", "Bool")) else 3


def hints(conditions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A value for each key that some condition asks for."""
    found: dict[str, tuple[bool, str]] = {}
    for condition in conditions:
        for operator, keys in condition.items():
            if _bare(operator) in NEGATED:
                for key, values in keys.items():
                    value = str(as_list(values)[0])
                    found[key] = min(found.get(key, (True, "~")), ("*" in value, value))
    return {key: concrete(value) for key, (_, value) in found.items()}


def holds(condition: Mapping[str, Any], context: Context) -> bool:
    """Whether a condition holds for a request, as far as making requests needs it; the evaluator has the last word."""
    lower = {key.lower(): value for key, value in context.items()}
    return all(
        _holds(operator, lower.get(key.lower()), [str(each) for each in as_list(values)])
        for operator, keys in condition.items()
        for key, values in keys.items()
    )


def _holds(operator: str, actual: Any, values: list[str]) -> bool:
    bare = _bare(operator)
    if bare == "Null":
        return (actual is None) == (values[0].lower() == "true")
    if actual is None:
        lenient = operator.endswith("IfExists") or operator.startswith("ForAllValues:")
        return lenient or (bare in NEGATED and not operator.startswith("ForAnyValue:"))
    found = [_compare(bare, each, values) for each in as_list(actual)]
    return any(found) if operator.startswith("ForAnyValue:") else all(found)


def _compare(operator: str, actual: Any, values: list[str]) -> bool:
    if actual is None:
        return False
    if operator.startswith("Numeric"):
        return NUMBER.fullmatch(str(actual)) is not None and any(
            _numeric(operator, float(actual), float(value)) for value in values
        )
    known = [VARIABLE.sub("*", value) for value in values]
    same = any(fnmatchcase(str(actual).lower(), value.lower()) for value in known)
    return same != (operator in NEGATED)


def _numeric(operator: str, actual: float, value: float) -> bool:
    return {
        "NumericGreaterThan": actual > value,
        "NumericGreaterThanEquals": actual >= value,
        "NumericLessThan": actual < value,
        "NumericLessThanEquals": actual <= value,
        "NumericNotEquals": actual != value,
    }.get(operator, actual == value)


def _bare(operator: str) -> str:
    return operator.rpartition(":")[2].removesuffix("IfExists")
