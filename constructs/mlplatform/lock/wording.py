"""Changes in words: what would happen, what is lost, and how to go on."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlplatform.settings.closest import closest
from mlplatform.settings.moves import Move

from .changes import PERMITTED_BY, Change, Kind
from .create_only import may_only
from .stateful import STATEFUL
from .templates import Synthesized

STALE = "LOCK-STALE-MOVE"
SHOWN = 3
"""So many profiles are named where many have changed in the same way."""

_WHY = '"why, and what became of the data"'


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding; `places` are the resources that are in the templates, for the report."""

    rule: str
    description: str
    fix: str
    places: tuple[str, ...] = ()


def findings(refused: Sequence[Change], synthesized: Synthesized, *, config: str) -> Iterator[Finding]:
    """One finding for each change; profiles of one stack that changed in the same way share one."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Change]] = defaultdict(list)
    for change in refused:
        if change.held is None and change.kind is Kind.REPLACED:
            alike[change.what.partition("/")[0], change.type, change.differs].append(change)
        else:
            yield Finding(
                rule=f"LOCK-{change.kind.upper()}",
                description=_DESCRIPTIONS[change.kind](change),
                fix=f"{_way_on(change)} {_permit(change, config)}",
                places=(change.what,) if synthesized.resource(change.what) else (),
            )
    for group in alike.values():
        yield _profiles(group, synthesized, config)


def stale_findings(stale: Mapping[int, Move], refused: Sequence[Change], *, config: str) -> Iterator[Finding]:
    """One finding for each entry of `moves:` that permits nothing."""
    for index, move in stale.items():
        near = closest(move.what, [change.what for change in refused])
        named = f"{move.action} {move.what}{f' to {move.to}' if move.to else ''}"
        yield Finding(
            rule=STALE,
            description=f"moves[{index}] of {config} permits nothing: between the lock file and this synth there is no "
            f"such change ({named}). Left in the file, it would one day permit what nobody meant."
            f"{f' Did you mean {near}?' if near else ''}",
            fix="Remove the entry, once the change is deployed everywhere and `make lock` has written it.",
        )


def _title(change: Change) -> str:
    name = change.held.name if change.held else None
    named = f' "{name}"' if isinstance(name, str) else ""
    path = f", construct {change.held.path}" if change.held and change.held.path else ""
    return f"The {STATEFUL[change.type].noun}{named} ({change.what}{path})"


def _replaced(change: Change) -> str:
    certain = [path for path in change.differs if not may_only(change.type, path)]
    verb = "would be" if certain else "may be"
    return f"{_title(change)} {verb} replaced by a new one: {_differences(change)}. {STATEFUL[change.type].loss}"


def _removed(change: Change) -> str:
    return f"{_title(change)} is gone from the templates. {_fate(change)} {STATEFUL[change.type].loss}"


def _renamed(change: Change) -> str:
    return (
        f"{_title(change)} now has another logical id: {change.to} is new, of the same type and alike in everything "
        f"that cannot change. CloudFormation takes that for two resources and makes a second one. {_fate(change)} "
        f"{STATEFUL[change.type].loss}"
    )


def _renumbered(change: Change) -> str:
    was, now = change.numbers
    return (
        f"The user shards of the Studio domain {change.what} change from {was} to {now}: most users move to another "
        "stack, whose deployment makes a profile that the old one still has, or deletes it with its apps and private "
        "spaces."
    )


def _abandoned(change: Change) -> str:
    return (
        f"The environment {change.what} is in the lock file and no longer in the organisation's file. `cdk deploy` "
        "deletes no stack: everything in it stays, is paid for, and is looked after by nobody."
    )


def _fate(change: Change) -> str:
    if change.held and change.held.kept:
        return "The old one stays in AWS, outside of every stack."
    return "CloudFormation deletes the old one, or fails when it is not empty."


def _way_on(change: Change) -> str:
    """How to take the change back, and what to do before it may happen."""
    before = STATEFUL[change.type].before if change.type else ""
    match change.kind:
        case Kind.REPLACED:
            return f"Give {_and(change.differs)} the old value back. If it is meant: {before}"
        case Kind.REMOVED:
            return f"Put it back. If it is meant: {before}"
        case Kind.RENAMED:
            return (
                "Give the construct its old id and place back. If it is meant, tell CloudFormation first (`cdk "
                "refactor`), so that the resource itself moves."
            )
        case Kind.RENUMBERED:
            return (
                f"Write user_shards: {change.numbers[0]} again; where a shard is full, give new teams domains or an "
                "organisation of their own. If it is meant: take every user out, deploy, change the number, add them "
                "again."
            )
        case Kind.ABANDONED:
            return (
                "Put it back. If it is meant: destroy its stacks first, with the file that still has it (make destroy "
                f"ENV={change.what})."
            )


_DESCRIPTIONS = {
    Kind.REPLACED: _replaced,
    Kind.REMOVED: _removed,
    Kind.RENAMED: _renamed,
    Kind.RENUMBERED: _renumbered,
    Kind.ABANDONED: _abandoned,
}


def _permit(change: Change, config: str) -> str:
    action = PERMITTED_BY[change.kind][0]
    to = f", to: {change.to}" if action == "rename" else ""
    entry = f"{{action: {action}, what: {change.what}{to}, reason: {_WHY}}}"
    return f"Then permit it in {config}, below moves: - {entry}"


def _profiles(group: Sequence[Change], synthesized: Synthesized, config: str) -> Finding:
    first = group[0]
    stack, row = first.what.partition("/")[0], STATEFUL[first.type]
    names = [_name(change, synthesized) for change in group[:SHOWN]]
    more = f" and {len(group) - SHOWN} more" if len(group) > SHOWN else ""
    return Finding(
        rule="LOCK-REPLACED",
        description=f"{len(group)} {row.noun}{'s' if len(group) > 1 else ''} of {stack} would be replaced "
        f"({', '.join(names)}{more}): {_and(first.differs)} differ from the lock file. {row.loss}",
        fix=f"Give {_and(first.differs)} the old value back. If it is meant: {row.before} {_permit(first, config)}",
        places=tuple(change.what for change in group[:SHOWN]),
    )


def _name(change: Change, synthesized: Synthesized) -> str:
    properties = synthesized.resource(change.what).get("Properties", {})
    return f"{properties.get(STATEFUL[change.type].name)}, {change.what.partition('/')[2]}"


def _differences(change: Change) -> str:
    return "; ".join(
        f"{path} was {_shown(change.held, path)} and is {_shown(change.now, path)}" for path in change.differs
    )


def _shown(held: Any, path: str) -> str:
    value = held.create_only.get(path) if held else None
    text = "nothing" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _and(words: Sequence[str]) -> str:
    return " and ".join(words)
