"""What differs between the lock file and AWS, in words, and how to go on."""

import json
from collections.abc import Sequence
from typing import Any

from mlplatform.lock.changes import Change, Kind
from mlplatform.lock.file import Held, LockedStack
from mlplatform.lock.stateful import STATEFUL
from tools.preflight.checked import Finding, look, stop

SHOWN = 3
"""So many are named of what differs in the same way."""

BEHIND = (
    "Do not deploy before you know why. Where the file and its lock are of another branch or release than what was "
    "deployed, check that one out."
)
WITH_PERMISSION = "Where moves: permitted it and it is deployed, `make lock ORG={config}` takes it over."
NEW = "If it is new, the next deployment makes it."
STRAY = (
    "If it was deployed before, somebody deployed without it or deleted its stack: the next deployment makes a new, "
    "empty one."
)


def changed(change: Change, config: str) -> Finding:
    """One resource, or the shards of a domain, that is deployed otherwise than the lock says."""
    match change.kind:
        case Kind.REPLACED:
            return _replaced(change, config)
        case Kind.RENAMED:
            return stop(
                change.what,
                f"{_title(change)} is deployed as {change.to}: a deployment would make a second one. "
                f"{_fate(change.held)} {_loss(change)}",
                f"{BEHIND} {WITH_PERMISSION.format(config=config)}",
            )
        case Kind.RENUMBERED:
            was, now = change.numbers
            return stop(
                change.what,
                f"the lock file says {was} user shards and {now} are deployed: most users would move to another "
                "stack, which deletes their profiles with apps and private spaces.",
                f"{BEHIND} Where a deployment of users stopped half-way, deploy it again.",
            )
        case _:
            return look(
                change.what,
                f"{_title(change)} is in the lock file, and its deployed stack has none.",
                f"{NEW} {STRAY} {_fate(change.held)} {_loss(change)} Take an old one back with `cdk import` first.",
            )


def named_otherwise(place: str, held: Held, found: Held, config: str) -> Finding:
    """A resource whose name is another one than the lock says."""
    return stop(
        place,
        f"the {STATEFUL[held.type].noun} is called {json.dumps(found.name)} in AWS and {json.dumps(held.name)} in the "
        "lock file: what knows it by its name no longer finds it after a deployment.",
        f"{BEHIND} {WITH_PERMISSION.format(config=config)}",
    )


def stack_missing(stack: str, content: LockedStack) -> Finding:
    """A stack of the lock that is not deployed."""
    held = [_called(one) for one in content.resources.values()]
    held += [f"{len(digests)} of the type {type_}" for type_, digests in content.passing.items()]
    return look(
        stack,
        f"not deployed; the lock file holds of it {_several(held)}.",
        f"{NEW} {STRAY} Take what was retained back with `cdk import` first.",
    )


def profiles_differ(alike: Sequence[Change], config: str) -> Finding:
    """Profiles of one stack that are deployed with the same other properties."""
    first = alike[0]
    stack, row = first.what.partition("/")[0], STATEFUL[first.type]
    names = _several([change.what.partition("/")[2] for change in alike])
    return stop(
        stack,
        f"{len(alike)} {row.noun}{'s' if len(alike) > 1 else ''} ({names}) deployed with other values of "
        f"{' and '.join(first.differs)} than the lock file says: a deployment would replace them. {row.loss}",
        f"{BEHIND} {WITH_PERMISSION.format(config=config)}",
    )


def unlocked(place: str, held: Held, physical: str, config: str) -> Finding:
    """A resource that is deployed and that the lock does not hold."""
    row = STATEFUL[held.type]
    return stop(
        place,
        f"the {row.noun} {physical} is deployed and not in the lock file, so no synth refuses to lose it. {row.loss}",
        f"Where the file still describes it: `make lock ORG={config}`, and commit the lock. Where it does not, the "
        f"next deployment lets go of it. {_fate(held)} {row.before}",
    )


def nothing_locked(environment: str, held: int, config: str) -> Finding:
    """An environment that is deployed and not in the lock, or that has no lock at all."""
    return stop(
        environment,
        f"{held} resources that must not be lost are deployed, and no lock file holds any of them.",
        f"Check out the release that was deployed, run `make lock ORG={config}`, and commit the lock.",
    )


def gone(place: str, held: Held, physical: str) -> Finding:
    """A resource that its stack still has and AWS has not."""
    row = STATEFUL[held.type]
    return stop(
        place,
        f"the {row.noun} {physical} is gone: somebody deleted it past CloudFormation, which still believes in it. "
        f"{row.loss}",
        "CloudTrail says who deleted it. Restore it under the same name where that is possible. Otherwise take it out "
        "of the templates, deploy, put it back, deploy again: a deployment alone makes no new one, and changes to it "
        "fail.",
    )


def going(place: str, held: Held, physical: str) -> Finding:
    """A key that is about to be deleted."""
    row = STATEFUL[held.type]
    return stop(
        place,
        f"the {row.noun} {physical} waits for its deletion, and cannot be used. {row.loss}",
        f"aws kms cancel-key-deletion --key-id {physical}; then aws kms enable-key --key-id {physical}",
    )


def _replaced(change: Change, config: str) -> Finding:
    differences = "; ".join(
        f"{path} is {_shown(change.now, path)} in AWS and {_shown(change.held, path)} in the lock file"
        for path in change.differs
    )
    return stop(
        change.what,
        f"{_title(change)} was deployed with other values that cannot change: {differences}. A deployment would "
        f"replace it. {_loss(change)}",
        f"{BEHIND} {WITH_PERMISSION.format(config=config)}",
    )


def _title(change: Change) -> str:
    return _called(change.held) if change.held else f"the {STATEFUL[change.type].noun}"


def _called(held: Held) -> str:
    return f"the {STATEFUL[held.type].noun}" + (f' "{held.name}"' if isinstance(held.name, str) else "")


def _loss(change: Change) -> str:
    return STATEFUL[change.type].loss


def _fate(held: Held | None) -> str:
    if held and held.kept:
        return "The old one stays in AWS, outside of every stack."
    return "CloudFormation deletes the old one, or fails when it is not empty."


def _several(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _shown(held: Held | None, path: str) -> str:
    value: Any = held.create_only.get(path) if held else None
    text = "nothing" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}..."
