"""The service authorization reference beside the evaluator: which actions there are, and on what they act.

It comes with the evaluator (and is MIT licensed, as opposed to it); where that is installed, this is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from mlplatform.access.evaluator import PACKAGE

DATA = Path(__file__).resolve().parents[4] / PACKAGE.parents[1] / "iam-data" / "data"
RISKY = ("Permissions management", "Write", "Tagging", "Read", "List")
FILLERS = ("probe", "probe/probe", "probe:probe", "probe/probe/probe/probe")
VARIABLE = re.compile(r"\$\{([\w:/.-]+)(?:, '[^']*')?\}")


@dataclass(frozen=True)
class Where:
    """What a probe of a resource is filled in with."""

    partition: str
    region: str
    account: str


@cache
def actions(pattern: str, services: frozenset[str]) -> tuple[str, ...]:
    """The actions that a pattern names, the riskiest first; of all services only those that are given."""
    service, _, name = pattern.lower().partition(":")
    asked = [service] if name else sorted(services)
    found = [(one, details) for one in asked for details in _actions(one).values()]
    chosen = [(one, details) for one, details in found if fnmatchcase(details["name"].lower(), name or "*")]
    ranked = sorted(chosen, key=lambda one: (_risk(one[1]), one[0], one[1]["name"]))
    return tuple(f"{one}:{details['name']}" for one, details in ranked)


def _risk(details: Mapping[str, Any]) -> int:
    return min((RISKY.index(level) for level in RISKY if level in details["accessLevel"]), default=len(RISKY))


@cache
def _actions(service: str) -> Mapping[str, Any]:
    return _read("actions", service)


@cache
def _read(kind: str, service: str) -> Mapping[str, Any]:
    path = DATA / kind / f"{service}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return loaded


def exists(action: str) -> bool:
    service, _, name = action.lower().partition(":")
    return name in _actions(service)


def probe(action: str, pattern: str, where: Where) -> str | None:
    """A resource that an action takes and a pattern matches, or None: the action can never be asked about it."""
    service, _, name = action.lower().partition(":")
    types = [entry["name"] for entry in _actions(service)[name]["resourceTypes"]]
    formats = [_read("resourceTypes", service)[one.lower()]["arn"] for one in types]
    if not formats:
        return "*" if pattern == "*" else None
    if pattern == "*":
        return _filled_format(formats[0], where)
    return next((arn for arn in _candidates(pattern, where) if any(_is_of(arn, one) for one in formats)), None)


def _filled_format(arn: str, where: Where) -> str:
    known = {"Partition": where.partition, "Region": where.region, "Account": where.account}
    return VARIABLE.sub(lambda found: known.get(found[1], "probe"), arn)


def _candidates(pattern: str, where: Where) -> Iterator[str]:
    """A pattern without wildcards, in several ways."""
    parts = VARIABLE.sub("probe", pattern).split(":", 5)
    if len(parts) < 6:
        return
    filled = [*parts[:1], *(_part(part, value) for part, value in zip(parts[1:5], _values(where), strict=True))]
    for filler in FILLERS:
        head, star, tail = parts[5].rpartition("*")
        rest = f"{head.replace('*', 'probe')}{filler}{tail}" if star else parts[5]
        yield ":".join((*filled, rest.replace("?", "x")))


def _values(where: Where) -> tuple[str, str, str, str]:
    return where.partition, "probe", where.region, where.account


def _part(part: str, value: str) -> str:
    return value if part == "*" else part.replace("*", "probe").replace("?", "x")


def _is_of(arn: str, format_: str) -> bool:
    return re.fullmatch(_expression(format_), arn) is not None


@cache
def _expression(format_: str) -> str:
    """An ARN format as an expression; a bucket's name has no slash, which tells it from an object."""
    parts = re.split(r"\$\{(\w+)\}", format_)
    short = ("Partition", "Region", "Account", "BucketName")
    return "".join(
        (r"[^:/]*" if part in short else ".+") if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
