"""The conditions of a template: the comparisons that they are made of, and their outcome once those are decided."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, text

_CONNECTIVES = ("Fn::And", "Fn::Or", "Fn::Not")


def comparisons(name: str, conditions: Mapping[str, Any]) -> Iterator[str]:
    """What only a deployment decides of a condition: its comparisons, as JSON."""
    return _comparisons({"Condition": name}, conditions, ())


def _comparisons(expression: Any, conditions: Mapping[str, Any], seen: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(expression, dict) or len(expression) != 1:
        yield _key(expression)
        return
    ((name, argument),) = expression.items()
    if _names_another(name, argument, conditions, seen):
        yield from _comparisons(conditions[argument], conditions, (*seen, argument))
    elif name in _CONNECTIVES:
        for part in as_list(argument):
            yield from _comparisons(part, conditions, seen)
    elif _constant(expression) is None:
        yield _key(expression)


def holds(name: str, conditions: Mapping[str, Any], outcomes: Mapping[str, bool]) -> bool:
    """Whether a condition holds when its comparisons have these outcomes."""
    return _holds({"Condition": name}, conditions, outcomes, ())


def _holds(expression: Any, conditions: Mapping[str, Any], outcomes: Mapping[str, bool], seen: tuple[str, ...]) -> bool:
    if isinstance(expression, dict) and len(expression) == 1:
        ((name, argument),) = expression.items()
        if _names_another(name, argument, conditions, seen):
            return _holds(conditions[argument], conditions, outcomes, (*seen, argument))
        if name in _CONNECTIVES:
            parts = [_holds(part, conditions, outcomes, seen) for part in as_list(argument)]
            return all(parts) if name == "Fn::And" else any(parts) if name == "Fn::Or" else not any(parts)
        constant = _constant(expression)
        if constant is not None:
            return constant
    return outcomes.get(_key(expression), True)


def _names_another(name: Any, argument: Any, conditions: Mapping[str, Any], seen: tuple[str, ...]) -> bool:
    return name == "Condition" and isinstance(argument, str) and argument in conditions and argument not in seen


def _constant(expression: Mapping[str, Any]) -> bool | None:
    """The outcome of a comparison of two literals; None when only a deployment knows."""
    pair = expression.get("Fn::Equals")
    if isinstance(pair, list) and len(pair) == 2 and not any(isinstance(side, dict | list) for side in pair):
        return text(pair[0]) == text(pair[1])
    return None


def _key(expression: Any) -> str:
    return json.dumps(expression, sort_keys=True, default=str)
