"""The minimal organisation as it was synthesized, and copies of it that a test may change."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from mlplatform.lock import Lock, Synthesized, take
from mlplatform.lock.permits import Outcome, compare
from mlplatform.lock.wording import Finding, findings, stale_findings
from mlplatform.settings import Move
from tests.conftest import Assembly

CONFIG = "acme.yaml"
REASON = "Seeded by a test, nothing is lost"


@dataclass
class Platform:
    """Templates to change, held against the lock of how they were."""

    locked: Lock
    bodies: dict[str, Any]
    shards: dict[str, dict[str, int]]
    environments: Sequence[str] = ("main",)
    moves: list[Move] = field(default_factory=list)

    @property
    def synthesized(self) -> Synthesized:
        return Synthesized(organisation="acme", shards=self.shards, bodies=self.bodies)

    def resources(self, stack: str) -> dict[str, Any]:
        found: dict[str, Any] = self.bodies[f"acme-main-{stack}"]["Resources"]
        return found

    def only(self, stack: str, type_: str) -> tuple[str, dict[str, Any]]:
        """The first resource of a type in a stack, with its logical id."""
        return next((key, one) for key, one in self.resources(stack).items() if one["Type"] == type_)

    def rename(self, stack: str, old: str, new: str) -> str:
        """Give a resource another logical id, wherever it is named; the place that it had."""
        for name, body in self.bodies.items():
            self.bodies[name] = _with_id(body, old, new)
        return f"acme-main-{stack}/{old}"

    def permit(self, action: str, what: str, to: str | None = None) -> None:
        self.moves.append(Move.model_validate({"action": action, "what": what, "to": to, "reason": REASON}))

    def outcome(self) -> Outcome:
        return compare(self.locked, self.synthesized, environments=self.environments, moves=self.moves)

    def findings(self) -> list[Finding]:
        outcome = self.outcome()
        return [
            *findings(outcome.refused, self.synthesized, config=CONFIG),
            *stale_findings(outcome.stale, outcome.refused, config=CONFIG),
        ]

    def refused(self) -> list[str]:
        """What is refused, as `moves:` would name it."""
        return [change.what for change in self.outcome().refused]


def _with_id(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {new if key == old else key: _with_id(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_id(item, old, new) for item in value]
    return new if value == old else value


@pytest.fixture
def platform(minimal: Assembly) -> Platform:
    """The minimal organisation, and the lock of it."""
    bodies, shards = dict(copy.deepcopy(minimal.templates)), {"main": {"shared": 1}}
    return Platform(take(Synthesized(organisation="acme", shards=shards, bodies=bodies)), bodies, shards)
