"""Conditions with every function that AWS allows in them: the engine's own evaluator ignores all but a few."""

import copy
import functools
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, engine, handlers, stacks

Parameters = dict[str, dict[str, Any]]


def install() -> None:
    """Replace the evaluator wherever it is used."""
    for module in (cloudformation, engine, stacks, handlers, changesets):
        if hasattr(module, "_evaluate_conditions"):
            module._evaluate_conditions = evaluate


def evaluate(template: dict[str, Any], parameters: Parameters) -> dict[str, bool]:
    """Return the value of every condition."""
    definitions = template.get("Conditions", {})

    @functools.cache
    def named(name: str) -> bool:
        return holds(definitions[name])

    def holds(expression: dict[str, Any]) -> bool:
        function, argument = next(iter(expression.items()))
        if function == "Condition":
            return named(argument)
        if function == "Fn::Equals":
            left, right = (_value(side, parameters, template.get("Mappings", {})) for side in argument)
            return str(left) == str(right)
        if function == "Fn::Not":
            return not holds(argument[0])
        if function in ("Fn::And", "Fn::Or"):
            return (all if function == "Fn::And" else any)(holds(one) for one in argument)
        raise ValueError(f"Template error: {function} is not a condition function.")

    return {name: named(name) for name in definitions}


def _value(side: Any, parameters: Parameters, mappings: dict[str, Any]) -> Any:
    return engine._resolve_refs(copy.deepcopy(side), {}, parameters, {}, mappings, "", "")
