"""Which of the changes `moves:` permits, and which of its entries permit nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlplatform.settings.moves import Move

from .changes import PERMITTED_BY, Change, changes
from .file import Lock
from .references import Place
from .templates import Synthesized, is_stack_of, take


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is refused; the entries of `moves:` (by their index) that permit nothing; and the lock of what is there."""

    refused: tuple[Change, ...]
    stale: Mapping[int, Move]
    present: Lock


def compare(locked: Lock, synthesized: Synthesized, *, environments: Sequence[str], moves: Sequence[Move]) -> Outcome:
    """Compare a synth with the lock; each entry of `moves:` permits the one change that it names."""
    renamed = dict(_renamed(locked, synthesized, moves))
    present = take(synthesized, renamed=renamed)
    found = changes(locked, present, environments=frozenset(environments), renamed=renamed)
    used = {index for index, move in enumerate(moves) if move.to in renamed and renamed[move.to] == move.what}
    refused = []
    for change in found:
        permitting = [index for index, move in enumerate(moves) if _permits(move, change)]
        used.update(permitting)
        if not permitting:
            refused.append(change)
    stale = {
        index: move
        for index, move in enumerate(moves)
        if index not in used and _is_judged(move, synthesized, environments)
    }
    return Outcome(refused=tuple(refused), stale=stale, present=present)


def _permits(move: Move, change: Change) -> bool:
    named = move.what == change.what and move.action in PERMITTED_BY[change.kind]
    return named and (move.action != "rename" or move.to == change.to)


def _renamed(locked: Lock, synthesized: Synthesized, moves: Sequence[Move]) -> Iterator[tuple[Place, Place]]:
    """New place to old, of every `rename` whose old place is gone and whose new one is new and of the same type."""
    held = {
        f"{stack}/{logical_id}": one.type
        for environment in locked.environments.values()
        for stack, content in environment.stacks.items()
        for logical_id, one in content.resources.items()
    }
    for move in moves:
        if move.to is None or move.to in held or move.what not in held or synthesized.resource(move.what):
            continue
        if synthesized.resource(move.to).get("Type") == held[move.what]:
            yield move.to, move.what


def _is_judged(move: Move, synthesized: Synthesized, environments: Sequence[str]) -> bool:
    """Whether this synth can tell that an entry is stale: it is not about an environment that was left out of it."""
    subject = move.what.partition("/")[0]
    left_out = [name for name in environments if name not in synthesized.shards]
    return not any(subject == name or is_stack_of(subject, synthesized.organisation, name) for name in left_out)
