"""Every statement of every policy decides something: taken away, a case fails."""

from collections.abc import Mapping, Sequence

import pytest

from mlplatform.access import Evaluator
from tests.behaviour.conftest import Judged
from tests.behaviour.mutation import Asked, Mutation, Place, Statement, decided_by, places
from tests.behaviour.shapes import Shapes

NOTHING_TO_DECIDE = {
    # A trust policy must have a statement; without one that allows, nobody takes the role anyway.
    "Nobody",
}


def undecided(evaluator: Evaluator, found: Mapping[Place, Statement], asked: Sequence[Asked]) -> set[Place]:
    """The statements without which every verdict stays what it is."""
    requests = decided_by(asked)
    left = {place: requests[place] for place in found if place in requests}
    tries = 0
    while to_ask := [(place, several[tries]) for place, several in left.items() if len(several) > tries]:
        changed = [Mutation(place, "gone", None).applied_to(trial.question) for place, (trial, _) in to_ask]
        verdicts = evaluator.judge(changed)
        for (place, (_, before)), after in zip(to_ask, verdicts, strict=True):
            if after.allowed != before.allowed:
                del left[place]
        tries += 1
    return {place for place in found if place in left or place not in requests}


def test_every_statement_decides_a_case(default: Judged, evaluator: Evaluator) -> None:
    """One of each shape: what holds of a team's statement holds of its twin in another team (test_shapes.py)."""
    found = places(default.verdicts)
    shapes = Shapes(default.trials.scenes)
    useless = undecided(evaluator, found, default.verdicts)
    useful = {shapes.of(f"{place.layer} {place.policy} {place.sid}") for place in found if place not in useless}
    every = {shapes.of(f"{place.layer} {place.policy} {place.sid}"): place for place in found}
    wanting = [place for shape, place in every.items() if shape not in useful and place.sid not in NOTHING_TO_DECIDE]
    assert sorted(wanting) == [], f"{len(wanting)} of {len(every)} statements decide no case"


def test_every_policy_has_a_say_in_some_case(default: Judged) -> None:
    """No policy of the default organisation stands outside the matrix."""
    trials = default.trials
    every = {policy.name for role in trials.roles for policy in (*role.identity, role.trust)}
    every |= {role.boundary.name for role in trials.roles if role.boundary}
    every |= {guard.policy.name for guard in trials.guards.all}
    every |= {policy.name for policy in trials.guards.endpoints.values()}
    shapes = Shapes(trials.scenes)
    asked = {shapes.of(place.policy) for place in places(default.verdicts)}
    assert sorted(name for name in every if shapes.of(name) not in asked) == []


def test_every_statement_has_a_name(default: Judged) -> None:
    trials = default.trials
    policies = [policy for role in trials.roles for policy in (*role.identity, role.trust, role.boundary) if policy]
    policies += [guard.policy for guard in trials.guards.all] + list(trials.guards.endpoints.values())
    assert sorted(policy.name for policy in policies if any("Sid" not in row for row in policy.statements)) == []
    twice = [
        policy.name for policy in policies if len({row["Sid"] for row in policy.statements}) < len(policy.statements)
    ]
    assert sorted(twice) == []


def test_a_statement_that_decides_nothing_is_seen(default: Judged, evaluator: Evaluator) -> None:
    """Seeded: the request that the statement decides is not asked."""
    found = places(default.verdicts)
    place = next(place for place in found if place.sid == "ApproveReleases")
    without = [(trial, verdict) for trial, verdict in default.verdicts if "ApproveReleases" not in trial.case.by]
    assert undecided(evaluator, {place: found[place]}, without) == {place}
    assert undecided(evaluator, {place: found[place]}, default.verdicts) == set()


@pytest.mark.parametrize("sid", sorted(NOTHING_TO_DECIDE))
def test_an_exception_is_needed(default: Judged, sid: str) -> None:
    assert any(place.sid == sid for place in places(default.verdicts))
