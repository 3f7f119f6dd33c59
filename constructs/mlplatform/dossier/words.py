"""Policies in a reviewer's words: who a statement speaks of, and under which conditions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.access import Role
from mlplatform.access.policies import as_list

PERMISSION_SET = re.compile(r"AWSReservedSSO_([\w+=,.@-]+?)_(?:\*|[0-9a-f]+)$")
ARN = re.compile(r"arn:[^:]*:(?:iam|sts)::([^:]*):(.*)")
COMPARED: Mapping[str, str] = {
    "StringEquals": "is",
    "StringEqualsIgnoreCase": "is",
    "StringLike": "is like",
    "StringNotEquals": "is not",
    "StringNotLike": "is not like",
    "ArnEquals": "is",
    "ArnLike": "is like",
    "ArnNotEquals": "is not",
    "ArnNotLike": "is not like",
    "Bool": "is",
    "NumericEquals": "is",
    "NumericLessThan": "is less than",
    "NumericLessThanEquals": "is at most",
    "NumericGreaterThan": "is more than",
    "NumericGreaterThanEquals": "is at least",
    "IpAddress": "is in",
    "NotIpAddress": "is not in",
}


def taken_by(role: Role) -> tuple[str, ...]:
    """Who may take a role, one line for each principal of its trust policy."""
    return tuple(sorted({line for statement in role.trust.statements for line in _takers(statement)}))


def _takers(statement: Mapping[str, Any]) -> Iterator[str]:
    condition = statement.get("Condition", {})
    named, rest = _principal_arns(condition)
    extra = sorted(
        action
        for action in as_list(statement.get("Action", []))
        if not action.startswith("sts:AssumeRole") or "*" in action
    )
    beside = f", also {', '.join(extra)}" if extra else ""
    where = f" where {conditions(rest)}" if rest else ""
    denied = "never " if statement.get("Effect") == "Deny" else ""
    for who in principals(statement):
        within = named if named and who.startswith("account ") else [who]
        yield from (f"{denied}{each}{where}{beside}" for each in within)


def _principal_arns(condition: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Principals that a condition names on behalf of an account, in words, and the conditions that are left."""
    named: list[str] = []
    rest: dict[str, Any] = {}
    for operator, keys in condition.items():
        for key, values in keys.items():
            if key.lower() == "aws:principalarn" and operator in ("ArnLike", "ArnEquals", "StringLike", "StringEquals"):
                named += [principal(str(each)) for each in as_list(values)]
            else:
                rest.setdefault(operator, {})[key] = values
    return named, rest


def principals(statement: Mapping[str, Any]) -> tuple[str, ...]:
    """The principals of a statement, in words."""
    if "NotPrincipal" in statement:
        excepted = principals({"Principal": statement["NotPrincipal"]})
        return (f"everybody but {', '.join(excepted)}",)
    written = statement.get("Principal", {})
    if not isinstance(written, Mapping):
        return tuple(principal(str(each)) for each in as_list(written))
    return tuple(
        f"service {each}" if kind == "Service" else principal(str(each))
        for kind, names in sorted(written.items())
        for each in as_list(names)
    )


def principal(written: str) -> str:
    """One principal: `permission set MLAudit of Identity Center in account 1`, `role X of account 1`, `anybody`."""
    if written == "*":
        return "anybody"
    if re.fullmatch(r"\d{12}", written):
        return f"account {written}"
    found = ARN.fullmatch(written)
    if not found:
        return f"identity provider {written}"
    account, what = found.groups()
    if what == "root":
        return f"account {account}"
    if match := PERMISSION_SET.search(what):
        return f"permission set {match[1]} of Identity Center in account {account}"
    kind, _, name = what.partition("/")
    noun = {"saml-provider": "SAML provider", "oidc-provider": "identity provider"}.get(kind, kind)
    return f"{noun} {name} of account {account}"


def conditions(condition: Mapping[str, Any], most: int | None = None) -> str:
    """Conditions in words: `aws:SourceAccount is 1 and s3:prefix is like a/*`; of long lists `most` values."""
    return " and ".join(
        _condition(operator, key, values, most) for operator, keys in condition.items() for key, values in keys.items()
    )


def _condition(operator: str, key: str, values: Any, most: int | None) -> str:
    bare = operator.rpartition(":")[2]
    if bare == "Null":
        return f"{key} is {'absent' if str(as_list(values)[0]).lower() == 'true' else 'present'}"
    lenient = " (if present)" if bare.endswith("IfExists") else ""
    compared = COMPARED.get(bare.removesuffix("IfExists"), bare)
    every = [str(each) for each in as_list(values)]
    listed = every if most is None or len(every) <= most else [*every[:most], f"{len(every) - most} others"]
    return f"{key}{lenient} {compared} {' or '.join(listed)}"
