"""Statements of policy documents: what they allow, to whom, on what, when."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .cfn import as_list, as_map, is_false, text

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_NARROWING_OPERATORS = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase")


@dataclass(frozen=True)
class Statement:
    """One statement. Actions, resources and principals are text, with `${…}` for what only a deployment knows."""

    effect: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    not_principal: bool
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def allows(self) -> bool:
        return self.effect != "Deny"

    def has_action(self, *patterns: str) -> bool:
        """Whether an action of the statement is, or covers, one of these (`iam:PassRole`)."""
        return any(covers(own, wanted) for own in self.actions for wanted in patterns)

    @property
    def everywhere(self) -> bool:
        """Whether it is about every resource."""
        return any(is_any_resource(resource) for resource in self.resources) or bool(self.not_resources)

    @property
    def anybody(self) -> bool:
        """Whether its principal is everybody."""
        return self.not_principal or any(name == "*" for kind, name in self.principals if kind in ("*", "AWS"))

    @property
    def services(self) -> list[str]:
        """The service principals."""
        return [name for kind, name in self.principals if kind == "Service"]

    def narrowed_by(self, *keys: str) -> bool:
        """Whether a condition holds one of the keys to values that are not just a wildcard."""
        wanted = {key.lower() for key in keys}
        return any(
            key.lower() in wanted and values and not any(value.strip("*") == "" for value in values)
            for operator, key, values in self.conditions
            if operator.removeprefix("ForAnyValue:") in _NARROWING_OPERATORS
        )

    @property
    def denies_plain_http(self) -> bool:
        """Whether it denies everybody every request without TLS, under no other condition."""
        if self.effect != "Deny" or self.not_principal or not self.anybody or len(self.conditions) != 1:
            return False
        ((operator, key, values),) = self.conditions
        return (
            operator == "Bool" and key.lower() == "aws:securetransport" and all(map(is_false, values)) and bool(values)
        )


def statements(document: Any) -> list[Statement]:
    """The statements of a document, which may be a map or JSON text."""
    if isinstance(document, str):
        document = _parsed(document)
    return [_statement(entry) for entry in as_list(as_map(document).get("Statement")) if isinstance(entry, dict)]


def _parsed(document: str) -> Any:
    try:
        return json.loads(document)
    except ValueError:
        return {}


def _statement(entry: Mapping[str, Any]) -> Statement:
    return Statement(
        effect=text(entry.get("Effect")),
        actions=_texts(entry.get("Action")),
        not_actions=_texts(entry.get("NotAction")),
        resources=_texts(entry.get("Resource")),
        not_resources=_texts(entry.get("NotResource")),
        principals=tuple(_principals(entry.get("Principal"))),
        not_principal="NotPrincipal" in entry,
        conditions=tuple(_conditions(entry.get("Condition"))),
    )


def _texts(value: Any) -> tuple[str, ...]:
    """Values as text; `${AWS::Region}` becomes `${AWS.Region}`, so that an ARN can be split at its colons."""
    return tuple(_PLACEHOLDER.sub(lambda m: m[0].replace("::", "."), text(item)) for item in as_list(value))


def _principals(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for kind, names in value.items():
            yield from ((str(kind), name) for name in _texts(names))
    else:
        yield from (("*", name) for name in _texts(value))


def _conditions(value: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for operator, keys in as_map(value).items():
        for key, values in as_map(keys).items():
            yield str(operator), str(key), _texts(values)


def covers(pattern: str, action: str) -> bool:
    """Whether an action pattern (`iam:*`, `*`, `s3:Get*`) covers an action, whatever the case."""
    return fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def is_any_resource(resource: str) -> bool:
    """Whether a resource is everything: `*`, or an ARN whose every part but the service is a wildcard."""
    parts = resource.split(":", 5)
    return resource.strip("*") == "" or (len(parts) == 6 and parts[5].strip("*/") == "")
