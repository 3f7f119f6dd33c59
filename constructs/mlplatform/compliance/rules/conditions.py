"""Deciding a template's conditions: every combination is a template without Fn::If, and each rule holds for each."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from .cfn import as_list, as_map, maps_within, text

MAX_ATOMS = 5
"""Independent comparisons that are tried in every combination: 32 templates at most."""

_ABSENT = object()
_UNCHECKED = "AWS::CDK::Metadata"  # its condition compares the region with thirty others


class TooManyConditionsError(Exception):
    """The template depends on more comparisons than can be tried."""


def variants(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every form that a deployment can give the template: conditions decided, absent values left out."""
    parameters = _fixed(as_map(body.get("Parameters")))
    resources = {
        key: value
        for key, value in as_map(body.get("Resources")).items()
        if not (isinstance(value, dict) and value.get("Type") == _UNCHECKED)
    }
    conditions = as_map(body.get("Conditions"))
    used, plain = _used(resources, parameters)
    if plain:
        yield {**body, "Resources": resources}
        return
    atoms = sorted({atom for name in used for atom in _atoms({"Condition": name}, conditions, ())})
    if len(atoms) > MAX_ATOMS:
        raise TooManyConditionsError(f"its resources depend on {len(atoms)} comparisons; {MAX_ATOMS} can be tried")
    for values in product((True, False), repeat=len(atoms)):
        decided = _Decided(conditions, dict(zip(atoms, values, strict=True)), parameters)
        yield {
            **body,
            "Resources": {key: decided.value(value) for key, value in resources.items() if decided.has(value)},
        }


def _fixed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters that can have one value only, and those that are empty unless a deployment says otherwise."""
    fixed: dict[str, Any] = {}
    for name, parameter in parameters.items():
        allowed = as_list(as_map(parameter).get("AllowedValues"))
        if len(allowed) == 1:
            fixed[name] = allowed[0]
        elif as_map(parameter).get("Default") == "":
            fixed[name] = ""
    return fixed


def _used(resources: Mapping[str, Any], parameters: Mapping[str, Any]) -> tuple[set[str], bool]:
    """Names of the conditions that resources use; and whether they are plain, with nothing in them to decide."""
    used: set[str] = set()
    plain = True
    for value in maps_within(resources):
        choice, condition, reference = value.get("Fn::If"), value.get("Condition"), value.get("Ref")
        if isinstance(choice, list) and choice and isinstance(choice[0], str):
            used.add(choice[0])
        if isinstance(condition, str) and "Type" in value:
            used.add(condition)
        replaced = isinstance(reference, str) and (reference == "AWS::NoValue" or reference in parameters)
        if replaced or "Fn::If" in value or isinstance(condition, str):
            plain = False
    return used, plain


def _atoms(expression: Any, conditions: Mapping[str, Any], seen: tuple[str, ...]) -> Iterator[str]:
    """The comparisons that a condition is made of, as JSON."""
    if not isinstance(expression, dict) or len(expression) != 1:
        yield json.dumps(expression, sort_keys=True, default=str)
        return
    ((name, argument),) = expression.items()
    if name == "Condition" and isinstance(argument, str) and argument in conditions and argument not in seen:
        yield from _atoms(conditions[argument], conditions, (*seen, argument))
    elif name in ("Fn::And", "Fn::Or", "Fn::Not"):
        for part in as_list(argument):
            yield from _atoms(part, conditions, seen)
    elif _constant(expression) is None:
        yield json.dumps(expression, sort_keys=True, default=str)


def _constant(expression: Mapping[str, Any]) -> bool | None:
    """The outcome of a comparison of two literals; None when only a deployment knows."""
    pair = expression.get("Fn::Equals")
    if isinstance(pair, list) and len(pair) == 2 and not any(isinstance(side, dict | list) for side in pair):
        return text(pair[0]) == text(pair[1])
    return None


class _Decided:
    """A template's values under one combination of outcomes."""

    def __init__(
        self, conditions: Mapping[str, Any], outcomes: Mapping[str, bool], parameters: Mapping[str, Any]
    ) -> None:
        self._conditions = conditions
        self._outcomes = outcomes
        self._parameters = parameters

    def has(self, resource: Any) -> bool:
        condition = resource.get("Condition") if isinstance(resource, dict) else None
        return self._holds({"Condition": condition}, ()) if isinstance(condition, str) else True

    def value(self, value: Any) -> Any:
        found = self._value(value)
        return None if found is _ABSENT else found

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in map(self._value, value) if item is not _ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" and isinstance(argument, str):
                return _ABSENT if argument == "AWS::NoValue" else self._parameters.get(argument, value)
            if name == "Fn::If" and isinstance(argument, list) and len(argument) == 3:
                return self._value(argument[1 if self._holds({"Condition": argument[0]}, ()) else 2])
        return {key: found for key, item in value.items() if (found := self._value(item)) is not _ABSENT}

    def _holds(self, expression: Any, seen: tuple[str, ...]) -> bool:
        if isinstance(expression, dict) and len(expression) == 1:
            ((name, argument),) = expression.items()
            if (
                name == "Condition"
                and isinstance(argument, str)
                and argument in self._conditions
                and argument not in seen
            ):
                return self._holds(self._conditions[argument], (*seen, argument))
            if name in ("Fn::And", "Fn::Or", "Fn::Not"):
                parts = [self._holds(part, seen) for part in as_list(argument)]
                return all(parts) if name == "Fn::And" else any(parts) if name == "Fn::Or" else not any(parts)
            constant = _constant(expression)
            if constant is not None:
                return constant
        return self._outcomes.get(json.dumps(expression, sort_keys=True, default=str), True)
