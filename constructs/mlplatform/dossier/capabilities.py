"""What a reviewer asks about each role: capabilities in plain words, and the concrete requests that stand for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from mlplatform.access import Case
from mlplatform.access.scenes import Scope

FILE = Path(__file__).with_name("capabilities.yaml")
OF_A_TEAM: Mapping[str, str] = {
    "<model>": "<team>-a",
    "<delivery>": "<prefix>-<team>-a",
    "<release>": "<prefix>-Release-a",
    "<project>": "a",
}
"""What a team's role is asked about: a project of the team that nobody has made yet."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Requests that differ in action and resource alone."""

    does: tuple[str, ...]
    on: tuple[str, ...]
    context: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Capability:
    """A row of the matrix: allowed where one of its requests is."""

    may: str
    kind: str
    asks: tuple[Ask, ...]

    def cases(self, who: tuple[str, ...], scope: Scope) -> Iterator[Case]:
        """Its requests as cases of the matrix of access; what they expect is not asked."""
        for ask in self.asks:
            yield Case(
                name=self.may,
                file=FILE.name,
                who=who,
                kind=self.kind,
                where=None,
                scope=scope,
                does=ask.does,
                on=tuple(_placed(each, scope) for each in ask.on),
                context={key: _placed(value, scope) for key, value in ask.context.items()},
                through=None,
                suppose=frozenset(),
                verdict="denied",
                by=frozenset(),
                why="",
            )


@cache
def capabilities() -> tuple[Capability, ...]:
    """Every row, in the order of the file."""
    written = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(_capability(row, written["requests"]) for row in written["capabilities"])


def _capability(row: Mapping[str, Any], requests: Mapping[str, Any]) -> Capability:
    asks = tuple(_ask(each, requests) for each in row["asks"])
    return Capability(may=row["may"], kind=row.get("in", "any"), asks=asks)


def _ask(row: Mapping[str, Any], requests: Mapping[str, Any]) -> Ask:
    named = row.get("with", {})
    context = {**(requests[named] if isinstance(named, str) else named), **row.get("but", {})}
    return Ask(does=_tuple(row["does"]), on=_tuple(row["on"]), context=context)


def _tuple(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _placed(value: Any, scope: Scope) -> Any:
    if scope != "team" or not isinstance(value, str):
        return value
    for placeholder, stands_for in OF_A_TEAM.items():
        value = value.replace(placeholder, stands_for)
    return value
