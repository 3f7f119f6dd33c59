"""The matrix of access: cases that a reviewer reads and extends in YAML, without Python.

A case says who does what on which resource with which request, what must come of it, which statement must decide it,
and why. docs/security.md explains every key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from ruamel.yaml import YAML

from mlplatform.access.scenes import Scope

Verdict = Literal["allowed", "denied"]
REQUESTS = "requests.yaml"
KEYS: Mapping[str, type | tuple[type, ...]] = {
    "case": str,
    "who": (str, list),
    "in": str,
    "where": str,
    "each": str,
    "does": (str, list),
    "on": (str, list),
    "with": (str, dict),
    "but": dict,
    "through": str,
    "suppose": (str, list),
    "verdict": str,
    "by": (str, list),
    "why": str,
}
MUST = ("case", "who", "does", "on", "verdict", "by", "why")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "in": ("any", "hub", "workbench", "serving"),
    "each": ("environment", "team", "project"),
    "verdict": ("allowed", "denied"),
}
SUPPOSITIONS = ("everything-allowed", "no-resource-policy", "no-boundary", "owner-allows")
NOTHING = "nothing"


class CaseError(ValueError):
    """A matrix says something that nobody can evaluate; the message says where, what was expected, how to fix it."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row of the matrix; see docs/security.md."""

    name: str
    file: str
    who: tuple[str, ...]
    kind: str
    where: str | None
    scope: Scope
    does: tuple[str, ...]
    on: tuple[str, ...]
    context: Mapping[str, Any]
    through: str | None
    suppose: frozenset[str]
    verdict: Verdict
    by: frozenset[str]
    why: str

    @property
    def allowed(self) -> bool:
        return self.verdict == "allowed"


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Every case of a folder of YAML files; `requests.yaml` holds the requests that cases name."""
    requests = _read(folder / REQUESTS)
    cases = [
        _case(path.name, row, requests)
        for path in sorted(folder.glob("*.yaml"))
        if path.name != REQUESTS
        for row in _rows(path)
    ]
    names = [case.name for case in cases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CaseError(f"{len(twice)} cases have a name that another has, for one {twice[0]!r}; give each its own.")
    return tuple(cases)


def _read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    for row in _read(path) or ():
        if not isinstance(row, Mapping):
            raise CaseError(f"{path.name}: {row!r} is no case; expected keys such as {', '.join(MUST)}.")
        yield row


def _case(file: str, row: Mapping[str, Any], requests: Mapping[str, Any]) -> Case:
    place = f"{file}: {row.get('case', '(no name)')}"
    _check(place, row)
    context = dict(_request(place, row.get("with", {}), requests))
    context.update(row.get("but", {}))
    return Case(
        name=row["case"],
        file=file,
        who=_list(row["who"]),
        kind=row.get("in", "any"),
        where=row.get("where"),
        scope=cast(Scope, row.get("each", _scope(_list(row["who"])))),
        does=_list(row["does"]),
        on=_list(row["on"]),
        context=context,
        through=row.get("through"),
        suppose=frozenset(_list(row.get("suppose", []))),
        verdict=row["verdict"],
        by=frozenset(_list(row["by"])) - {NOTHING},
        why=row["why"],
    )


def _check(place: str, row: Mapping[str, Any]) -> None:
    unknown = sorted(set(row) - set(KEYS))
    if unknown:
        raise CaseError(f"{place}: nobody knows the key {unknown[0]!r}; there are {', '.join(KEYS)}.")
    missing = [key for key in MUST if not row.get(key)]
    if missing:
        raise CaseError(f"{place}: {missing[0]!r} is missing; every case says {', '.join(MUST)}.")
    for key, value in row.items():
        if not isinstance(value, KEYS[key]):
            raise CaseError(f"{place}: {key} is {value!r}; expected {_kind(KEYS[key])}.")
        if value not in CHOICES.get(key, (value,)):
            raise CaseError(f"{place}: {key} is {value!r}; choose one of {', '.join(CHOICES[key])}.")
    for supposed in _list(row.get("suppose", [])):
        if supposed not in SUPPOSITIONS:
            raise CaseError(f"{place}: nobody can suppose {supposed!r}; choose of {', '.join(SUPPOSITIONS)}.")
    if row["verdict"] == "allowed" and row["by"] == NOTHING:
        raise CaseError(f"{place}: what is allowed is allowed by a statement; name its Sid.")


def _kind(types: Any) -> str:
    names = {str: "text", list: "a list", dict: "keys with values"}
    return " or ".join(names[each] for each in (types if isinstance(types, tuple) else (types,)))


def _request(place: str, named: str | Mapping[str, Any], requests: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(named, Mapping):
        return named
    if named not in requests:
        raise CaseError(f"{place}: no request is called {named!r}; {REQUESTS} has {', '.join(sorted(requests))}.")
    return cast(Mapping[str, Any], requests[named])


def _scope(who: Sequence[str]) -> str:
    """Where nothing is said: a project's machines are of a project, and the rest of an environment or a team."""
    if all(each.startswith("project-") for each in who):
        return "project"
    return "environment" if all(each.startswith(WITHOUT_TEAM) for each in who) else "team"


WITHOUT_TEAM = (
    "platform-admin",
    "function-",
    "service-",
    "role ",
    "aws ",
    "administrator",
    "stranger",
    "the hub",
    "federated ",
)


def _list(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)
