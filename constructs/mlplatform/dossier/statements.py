"""Statements of policies in words: whom they admit, and the whole of a statement in one line."""

import fnmatch
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlplatform.access.policies import as_list

Statement = Mapping[str, Any]

POSITIVE = re.compile(r"^(?:ForAnyValue:)?(?:String(?:Equals|Like|EqualsIgnoreCase)|Arn(?:Equals|Like))$")
"""Operators that say what a key must be; of the others only the whole line tells."""


def statements(document: Any) -> tuple[Statement, ...]:
    """The statements of a policy document, which may be text; none of what is no document."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except json.JSONDecodeError:
            return ()
    found = as_list(document.get("Statement", [])) if isinstance(document, Mapping) else []
    return tuple(_readable(statement) for statement in found if isinstance(statement, Mapping))


def _readable(statement: Statement) -> Statement:
    """A statement whose conditions are operators with keys; one that cannot be read stands there as it is written."""
    condition = statement.get("Condition", {})
    operators = condition if isinstance(condition, Mapping) else {"unknown": condition}
    read = {name: keys if isinstance(keys, Mapping) else {"unknown": str(keys)} for name, keys in operators.items()}
    return {**statement, "Condition": read} if read else statement


def lines(found: Iterable[Statement]) -> tuple[str, ...]:
    """Each statement in one line, sorted: equal for policies that say the same."""
    return tuple(sorted(line(statement) for statement in found))


def line(statement: Statement) -> str:
    who = ", ".join(_principals(statement)) or "whoever has it"
    actions, resources = _either(statement, "Action"), _either(statement, "Resource")
    condition = statement.get("Condition")
    where = f" where {'; '.join(conditions(condition))}" if condition else ""
    return f"{statement.get('Effect')} {actions} on {resources} to {who}{where}{sid(statement)}"


def sid(statement: Statement) -> str:
    return f" ({statement['Sid']})" if statement.get("Sid") else ""


def conditions(condition: Mapping[str, Any]) -> Iterator[str]:
    """Each condition as `operator key = value, value`, sorted."""
    for operator, keys in sorted(condition.items()):
        for key, values in sorted(keys.items()):
            yield f"{operator} {key} = {', '.join(sorted(map(str, as_list(values))))}"


def allows(statement: Statement) -> bool:
    return statement.get("Effect") == "Allow"


def covers(statement: Statement, actions: Iterable[str]) -> bool:
    """Whether a statement is about one of some actions."""
    patterns = [str(action).lower() for action in as_list(statement.get("Action", statement.get("NotAction", [])))]
    about = [any(fnmatch.fnmatchcase(action.lower(), pattern) for pattern in patterns) for action in actions]
    return any(about) if "Action" in statement else not all(about)


def required(statement: Statement, key: str, *, if_exists: bool = False) -> tuple[str, ...]:
    """The values that a condition key must have for a statement to hold; none if it may have any.

    Args:
        if_exists: Those, too, that it must have only if a request has the key at all.
    """
    for operator, keys in statement.get("Condition", {}).items():
        if POSITIVE.match(operator.removesuffix("IfExists" if if_exists else "")):
            for name, values in keys.items():
                if name.lower() == key.lower():
                    return tuple(sorted(map(str, as_list(values))))
    return ()


def admitted(statement: Statement, account: str) -> tuple[str, ...]:
    """Whom a statement lets in: roles, accounts, services, `anybody`; others' accounts by their number."""
    roles = required(statement, "aws:PrincipalArn")
    principals = _principals(statement)
    if roles and all(principal == "*" or principal.endswith(":root") for principal in principals):
        return tuple(_called(role, account) for role in roles)
    narrower = (
        [f"account {found}" for found in required(statement, "aws:PrincipalAccount")]
        or [f"account {found}" for found in required(statement, "kms:CallerAccount")]
        or [f"organisation {found}" for found in required(statement, "aws:PrincipalOrgID")]
    )
    return tuple(
        called
        for principal in principals
        for called in (narrower if principal == "*" and narrower else [_called(principal, account)])
    )


def _called(principal: str, account: str) -> str:
    if principal == "*":
        return "anybody"
    found = re.match(r"arn:[^:]*:(?:iam|sts)::([^:]*):(.*)", principal)
    if not found:
        return f"account {principal}" if re.fullmatch(r"\d{12}", principal) else principal
    owner, name = found.groups()
    if name == "root":
        return f"account {owner}"
    return name.removeprefix("role/") + ("" if owner == account else f" of account {owner}")


def _principals(statement: Statement) -> list[str]:
    if "NotPrincipal" in statement:
        return [f"everybody but {', '.join(_flat(statement['NotPrincipal']))}"]
    return _flat(statement.get("Principal", []))


def _flat(principal: Any) -> list[str]:
    values = principal.values() if isinstance(principal, Mapping) else [principal]
    return sorted(str(item) for value in values for item in as_list(value))


def _either(statement: Statement, name: str) -> str:
    negated = name not in statement and f"Not{name}" in statement
    found = as_list(statement.get(f"Not{name}" if negated else name, ["itself"]))
    return f"{'all but ' if negated else ''}{', '.join(sorted(map(str, found)))}"
