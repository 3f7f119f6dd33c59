"""The service control policies, held to the same cases: they alone bind an administrator whom nothing else binds."""

from dataclasses import replace
from pathlib import Path

import pytest

from mlplatform.access import Evaluator, Policy, Question, Trial, Verdict
from mlplatform.access.suppositions import SUPPOSED
from mlplatform.settings import load_organisation
from tests.behaviour.conftest import DEFAULT, Judged
from tools.service_control import policies_of

CONFIG = Path(__file__).resolve().parents[2] / "config" / f"{DEFAULT}.yaml"
SUBJECTS = ("bounds.yaml", "guard-rails.yaml", "tuning.yaml")
Asked = list[tuple[Trial, Verdict]]


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Both, beside the one that AWS attaches and that allows everything."""
    written = policies_of(load_organisation(CONFIG)).values()
    denies = [statement for document in written for statement in document["Statement"]]
    return Policy(name="service-control", document={**SUPPOSED.document, "Statement": [*SUPPOSED.statements, *denies]})


@pytest.fixture(scope="module")
def sids(policy: Policy) -> set[str]:
    return {statement["Sid"] for statement in policy.statements if statement["Effect"] == "Deny"}


def unbound(question: Question, policy: Policy) -> Question:
    """The same request from a role with every right and without a boundary, in an account of the organisation."""
    return replace(question, identity=(SUPPOSED,), boundary=None, guard=None, organisation=(policy,))


@pytest.fixture(scope="module")
def asked(default: Judged, evaluator: Evaluator, policy: Policy) -> Asked:
    """Every request about guard-rails, judged by the policy alone."""
    trials = [trial for trial, _ in default.verdicts if trial.case.file in SUBJECTS and _alone(trial)]
    verdicts = evaluator.judge([unbound(trial.question, policy) for trial in trials])
    return list(zip(trials, verdicts, strict=True))


def _alone(trial: Trial) -> bool:
    """One role of each, and nothing that belongs to somebody else: there the owner has a say."""
    return trial.who == "data-scientist" and "owner-allows" not in trial.case.suppose


def test_what_it_denies_it_denies_by_the_statements_that_the_matrix_names(asked: Asked, sids: set[str]) -> None:
    wrong = [
        trial.name
        for trial, verdict in asked
        if trial.case.by & sids and trial.case.by != {decider.sid for decider in verdict.denies}
    ]
    assert wrong == []


def test_it_forbids_nothing_else(asked: Asked, sids: set[str]) -> None:
    """Each twin of a denial is allowed, and so is what only a team's own policy can forbid."""
    assert [trial.name for trial, verdict in asked if not trial.case.by & sids and not verdict.allowed] == []


def test_each_of_its_statements_decides_a_case(asked: Asked, sids: set[str]) -> None:
    assert {sid for trial, _ in asked for sid in trial.case.by & sids} == sids
