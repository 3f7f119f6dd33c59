"""The matrix, judged once a session on what the samples would deploy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from mlplatform.access import Case, Estate, Evaluator, Trial, Trials, Verdict, load_cases
from tests.conftest import ROOT, Assembly

MATRIX = Path(__file__).parent / "matrix"
CASES = load_cases(MATRIX)
DEFAULT = "energy-retailer"
IN_IAM_MODE = "adopted-network"
TEAMS: Mapping[str, tuple[str, ...]] = {DEFAULT: ("forecasting",), IN_IAM_MODE: ("asset-health",)}
"""The team whose policies are asked; test_shapes.py shows that the others' say the same of themselves."""


@dataclass(frozen=True)
class Judged:
    """The trials of an assembly, each with its verdict."""

    trials: Trials
    verdicts: tuple[tuple[Trial, Verdict], ...]

    @cached_property
    def _by_case(self) -> Mapping[str, list[tuple[Trial, Verdict]]]:
        found: dict[str, list[tuple[Trial, Verdict]]] = {}
        for trial, verdict in self.verdicts:
            found.setdefault(trial.case.name, []).append((trial, verdict))
        return found

    def of(self, case: Case) -> list[tuple[Trial, Verdict]]:
        return self._by_case.get(case.name, [])


@pytest.fixture(scope="session")
def evaluator() -> Evaluator:
    """The evaluator. Reports do without it; tests never do."""
    found = Evaluator.found(ROOT)
    assert found, "The evaluator of IAM policies is not installed: run `make setup`."
    return found


@pytest.fixture(scope="session")
def judged(synthesized: Callable[[str], Assembly], evaluator: Evaluator) -> Callable[[str, tuple[Case, ...]], Judged]:
    """Cases judged on a sample, each set of them once."""
    done: dict[tuple[str, tuple[str, ...]], Judged] = {}

    def of(sample: str, cases: tuple[Case, ...]) -> Judged:
        key = (sample, tuple(case.name for case in cases))
        if key not in done:
            trials = Trials(Estate.read(synthesized(sample).folder))
            asked = [trial for case in cases for trial in trials.of(case, TEAMS.get(sample, ()))]
            verdicts = evaluator.judge([trial.question for trial in asked])
            done[key] = Judged(trials, tuple(zip(asked, verdicts, strict=True)))
        return done[key]

    return of


@pytest.fixture(scope="session")
def default(judged: Callable[[str, tuple[Case, ...]], Judged]) -> Judged:
    """Every case on the default organisation."""
    return judged(DEFAULT, CASES)


@pytest.fixture(scope="session")
def in_iam_mode(judged: Callable[[str, tuple[Case, ...]], Judged]) -> Judged:
    """What is different without Identity Center."""
    return judged(IN_IAM_MODE, ONLY_THERE)


ONLY_THERE = tuple(case for case in CASES if case.where == "iam-mode" or case.file in ("trust.yaml", "studio.yaml"))
