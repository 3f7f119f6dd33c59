"""Every statement, a little weaker or a little stricter: some case fails, or the list says which one is hidden.

Hidden are weakenings that another lock makes harmless, or that say the same in other words. The list is a golden file:
a new statement that could be weakened unseen is a visible line, and a line that a new case has answered must go.
"""

from pathlib import Path

import pytest

from mlplatform.access import Evaluator
from tests.behaviour.conftest import Judged
from tests.behaviour.mutation import Asked, Mutation, Place, Statement, about, candidates, places, weakenings
from tests.behaviour.shapes import Shapes

HIDDEN = Path(__file__).parent / "hidden_weakenings.txt"
WIDTH = 8
"""Requests of a mutation that are asked at once: starting the evaluator costs more than a few that were not needed."""


def unseen(evaluator: Evaluator, found: dict[Place, Statement], asked: list[Asked]) -> list[Mutation]:
    """The weakenings after which every verdict is what it was."""
    requests = about(asked)
    left = {
        mutation: candidates(mutation, statement, requests)
        for place, statement in found.items()
        for mutation in weakenings(place, statement)
    }
    start = 0
    while to_ask := [(mutation, one) for mutation, several in left.items() for one in several[start : start + WIDTH]]:
        verdicts = evaluator.judge([mutation.applied_to(trial.question) for mutation, (trial, _) in to_ask])
        for (mutation, (_, before)), after in zip(to_ask, verdicts, strict=True):
            if after.allowed != before.allowed:
                left.pop(mutation, None)
        start += WIDTH
    return list(left)


def one_of_each(judged: Judged, shapes: Shapes) -> dict[Place, Statement]:
    """A statement of each shape."""
    found: dict[str, tuple[Place, Statement]] = {}
    for place, statement in sorted(places(judged.verdicts).items(), key=lambda item: item[0]):
        # The team that is asked everything, where there is a choice.
        shape = shapes.of(f"{place.layer} {place.policy} {place.sid}")
        if shape not in found or "orecasting" in place.policy:
            found[shape] = (place, statement)
    return dict(found.values())


def shown(mutations: list[Mutation], shapes: Shapes) -> str:
    lines = {shapes.of(f"{m.place.layer} {m.place.policy} {m.place.sid}: {m.name}") for m in mutations}
    return "".join(f"{line}\n" for line in sorted(lines))


@pytest.mark.nightly
def test_a_weaker_statement_is_seen(default: Judged, evaluator: Evaluator, request: pytest.FixtureRequest) -> None:
    shapes = Shapes(default.trials.scenes)
    hidden = shown(unseen(evaluator, one_of_each(default, shapes), list(default.verdicts)), shapes)
    if request.config.getoption("--snapshot-update"):
        HIDDEN.write_text(hidden, encoding="utf-8")
    assert hidden == HIDDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("sid", ["OwnSpaces", "Register", "TrainModels"])
def test_the_heart_of_it_is_seen_at_once(default: Judged, evaluator: Evaluator, sid: str) -> None:
    """A few that matter most, in the inner loop."""
    shapes = Shapes(default.trials.scenes)
    chosen = {place: row for place, row in one_of_each(default, shapes).items() if place.sid == sid}
    assert chosen
    hidden = set(HIDDEN.read_text(encoding="utf-8").splitlines())
    left = shown(unseen(evaluator, chosen, list(default.verdicts)), shapes).splitlines()
    assert set(left) <= hidden
