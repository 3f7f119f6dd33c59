"""What a role may do, as sorted lines: action, resources, condition, the statement that says so.

Read statement by statement, not evaluated: the matrix proves, this shows. An action that the boundary does not let
through is left out, since no request could ever be allowed by it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.access.evaluator import names
from mlplatform.access.policies import Role, as_list


def inventory(role: Role) -> tuple[str, ...]:
    """Every action that a role may do on something, and every Deny around it."""
    return tuple(sorted(set(_lines(role))))


def _lines(role: Role) -> Iterator[str]:
    for policy in role.identity:
        for statement in policy.statements:
            yield from _of(statement, role)
    for statement in role.boundary.statements if role.boundary else ():
        if statement["Effect"] == "Deny":
            yield from _of(statement, role)


def _of(statement: Mapping[str, Any], role: Role) -> Iterator[str]:
    condition = statement.get("Condition")
    under = f" where {json.dumps(condition, sort_keys=True)}" if condition else ""
    for action in as_list(statement["Action"]):
        if statement["Effect"] == "Deny" or _let_through(action, role):
            for resource in as_list(statement["Resource"]):
                yield f"{statement['Effect'].lower():5} {action} on {resource}{under} ({statement['Sid']})"


def _let_through(action: str, role: Role) -> bool:
    limits = role.boundary.statements if role.boundary else ()
    allowing = (limit for limit in limits if limit["Effect"] == "Allow")
    return not limits or any(names(tuple(as_list(limit["Action"])), action) for limit in allowing)
