"""Statements of policy documents: what they allow, to whom, on what, when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .cfn import PLACEHOLDER, as_list, as_map, is_false, is_free, is_intrinsic, text
from .policy_text import document_of
from .unreadable import UnreadableError

_EXACT = ("StringEquals", "StringEqualsIgnoreCase")
_LIKE = ("StringLike", "ArnEquals", "ArnLike")
_PAIRS = ("Principal", "Action", "Resource")
_ELEMENTS = frozenset(["Sid", "Effect", "Condition", *_PAIRS, *(f"Not{element}" for element in _PAIRS)])
WILD = "*?"


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
    path: str = ""

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
        return self.not_principal or any(_is_everybody(name) for _, name in self.principals)

    @property
    def services(self) -> list[str]:
        """The service principals."""
        return [name for kind, name in self.principals if kind == "Service"]

    def narrowed_by(self, *keys: str) -> bool:
        """Whether a condition holds one of the keys to values that say something."""
        wanted = {key.lower() for key in keys}
        return any(
            key.lower() in wanted and values and _narrows(operator.removeprefix("ForAnyValue:"), values)
            for operator, key, values in self.conditions
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


def statements(document: Any, path: str = "PolicyDocument") -> list[Statement]:
    """The statements of a document, which may be a map, JSON text, or a function that gives such a text.

    Raises `UnreadableError` for what only a deployment can read: then nobody knows what it allows.
    """
    entries = as_list(document_of(document, path).get("Statement"))
    return [_statement(entry, f"{path}.Statement.{index}") for index, entry in enumerate(entries)]


def _statement(entry: Any, path: str) -> Statement:
    if not isinstance(entry, dict) or is_intrinsic(entry):
        raise UnreadableError(f"the statement is {text(entry) or 'absent'}, which nobody can read beforehand", path)
    if foreign := sorted(str(key) for key in entry.keys() - _ELEMENTS):
        raise UnreadableError(f"the statement has {', '.join(foreign)}, which no policy has", path)
    return Statement(
        effect=text(entry.get("Effect")),
        actions=_actions(entry.get("Action"), f"{path}.Action"),
        not_actions=_actions(entry.get("NotAction"), f"{path}.NotAction"),
        resources=_texts(entry.get("Resource")),
        not_resources=_texts(entry.get("NotResource")),
        principals=tuple(_principals(entry.get("Principal"))),
        not_principal="NotPrincipal" in entry,
        conditions=tuple(_conditions(entry.get("Condition"))),
        path=path,
    )


def _actions(value: Any, path: str) -> tuple[str, ...]:
    found = _texts(value)
    for action in found:
        if "${" in action:
            raise UnreadableError(f"an action is {action}, which only a deployment knows", path)
    return found


def _texts(value: Any) -> tuple[str, ...]:
    """Values as text; `${AWS::Region}` becomes `${AWS.Region}`, so that an ARN can be split at its colons."""
    return tuple(PLACEHOLDER.sub(lambda m: m[0].replace("::", "."), text(item)) for item in as_list(value))


def _principals(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and not is_intrinsic(value):
        for kind, names in value.items():
            yield from ((str(kind), name) for name in _texts(names))
    else:
        yield from (("*", name) for name in _texts(value))


def _conditions(value: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for operator, keys in as_map(value).items():
        for key, values in as_map(keys).items():
            yield str(operator), str(key), _texts(values)


def _narrows(operator: str, values: tuple[str, ...]) -> bool:
    """Whether it leaves somebody out: a wildcard is one only where the operator knows wildcards."""
    if operator in _EXACT:
        return True
    return operator in _LIKE and not any(says_nothing(value) for value in values)


def says_nothing(value: str) -> bool:
    """Whether a pattern is nothing but wildcards, or may become so."""
    return is_free(value) or re.sub(r"^arn:[^:]*", "", value).strip(f"{WILD}:/") == ""


_BROUGHT = ("${~", "${Fn.ImportValue}", "{{resolve:")
"""How principals begin that come from a parameter of Systems Manager, an export or a dynamic reference."""


def _is_everybody(principal: str) -> bool:
    if is_free(principal) or principal.startswith(_BROUGHT):
        raise UnreadableError(f"a principal is {principal}, which a deployment may set to *")
    return principal.strip(WILD) == ""


def covers(pattern: str, action: str) -> bool:
    """Whether an action pattern (`iam:*`, `*`, `s3:Get*`) covers an action, whatever the case."""
    return fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def is_any_resource(resource: str) -> bool:
    """Whether a resource is everything: `*`, or an ARN whose every part but the service is a wildcard."""
    if is_free(resource):
        raise UnreadableError(f"a resource is {resource}, which a deployment may set to *")
    parts = resource.split(":", 5)
    return resource.strip(WILD) == "" or (len(parts) == 6 and parts[5].strip(f"{WILD}/") == "")
