"""Each role of an environment: who takes it, whom it becomes, what its policies say."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from mlplatform.access import Role
from mlplatform.access.evaluator import names
from mlplatform.access.policies import as_list
from mlplatform.dossier.columns import Naming
from mlplatform.dossier.document import RoleSummary
from mlplatform.dossier.words import conditions, taken_by

TAKES, PASSES = "sts:AssumeRole", "iam:PassRole"
Edge = tuple[str, str]
"""The name of a role, or a pattern of ARNs; and how."""


def summary(role: Role, naming: Naming, everybody: Iterable[Role]) -> RoleSummary:
    """What a reviewer asks about a role."""
    boundary = (role.boundary.name,) if role.boundary else ()
    return RoleSummary(
        name=role.name,
        arn=role.arn,
        place=role.place,
        kind=naming.kind(role),
        taken_by=taken_by(role),
        becomes=tuple(f"{how} {whom}" for whom, how in becomes(role, everybody)),
        policies=(*boundary, *(policy.name for policy in role.identity)),
        may=may(role),
    )


def may(role: Role) -> tuple[str, ...]:
    """One line for each statement that grants something which the boundary lets through, and for every Deny.

    What `mlplatform.access.inventory` says action by action; thousands of roles must fit on a page.
    """
    own = [one for policy in role.identity for one in policy.statements]
    limits = [one for one in (role.boundary.statements if role.boundary else ()) if one["Effect"] == "Deny"]
    return tuple(sorted({line for one in (*own, *limits) if (line := _line(one, role))}))


def _line(statement: Mapping[str, Any], role: Role) -> str | None:
    actions = _all_but(statement, "Action")
    if statement["Effect"] == "Allow" and "Action" in statement:
        actions = ", ".join(action for action in map(str, as_list(statement["Action"])) if _let_through(role, action))
    if not actions:
        return None
    where = f" where {conditions(statement['Condition'])}" if statement.get("Condition") else ""
    resources = _all_but(statement, "Resource")
    return f"{statement['Effect'].lower():5} {actions} on {resources}{where} ({statement.get('Sid', 'no Sid')})"


def grants(role: Role) -> tuple[str, ...]:
    """The actions that a role's policies allow on something, as they are written, and its boundary lets through."""
    statements = (one for policy in role.identity for one in policy.statements if one["Effect"] == "Allow")
    written = {str(action) for one in statements for action in as_list(one.get("Action", "*"))}
    return tuple(sorted(action for action in written if _let_through(role, action)))


def _all_but(statement: Mapping[str, Any], name: str) -> str:
    if name in statement:
        return ", ".join(map(str, as_list(statement[name])))
    return f"all but {', '.join(map(str, as_list(statement.get(f'Not{name}', []))))}"


def becomes(role: Role, everybody: Iterable[Role]) -> tuple[Edge, ...]:
    """The roles that a role may pass or take, and how, as its policies and its boundary read."""
    others = [other for other in everybody if other.arn != role.arn]
    return tuple(sorted(set(_edges(role, others))))


def _edges(role: Role, others: list[Role]) -> Iterator[Edge]:
    for policy in role.identity:
        for statement in policy.statements:
            actions = tuple(map(str, as_list(statement.get("Action", []))))
            for action, verb in ((TAKES, "takes"), (PASSES, "passes")):
                if statement.get("Effect") == "Allow" and names(actions, action) and _let_through(role, action):
                    how = f"{verb}{_to(statement)}" if action == PASSES else verb
                    yield from ((whom, how) for whom in _targets(statement, others))


def _let_through(role: Role, action: str) -> bool:
    limits = role.boundary.statements if role.boundary else ({"Effect": "Allow", "Action": "*"},)
    return any(
        limit["Effect"] == "Allow"
        and ("NotAction" in limit or names(tuple(map(str, as_list(limit.get("Action", [])))), action))
        for limit in limits
    )


def _to(statement: Mapping[str, Any]) -> str:
    services = {
        str(each)
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
        if key.lower() == "iam:passedtoservice"
        for each in as_list(values)
    }
    return f" to {', '.join(sorted(services))}:" if services else " to any service:"


def _targets(statement: Mapping[str, Any], others: list[Role]) -> Iterator[str]:
    for pattern in map(str, as_list(statement.get("Resource", "*"))):
        found = [other.name for other in others if fnmatchcase(other.arn, pattern)]
        yield from found or [pattern]
