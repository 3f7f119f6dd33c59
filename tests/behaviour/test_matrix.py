"""Every persona and every machine may do exactly what the matrix says, by the statements that it names."""

from collections.abc import Callable

import pytest

from mlplatform.access import Case, agrees
from tests.behaviour.conftest import CASES, Judged
from tests.conftest import SAMPLES

EVERYWHERE = ("energy-retailer", *SAMPLES)
OF_ONE_ACCOUNT = "hub-here"


def mistakes(judged: Judged, case: Case) -> list[str]:
    """Each trial of a case whose verdict is not what the case says, with what is wrong."""
    return [
        f"{trial.name}: {'; '.join(wrong)}" for trial, verdict in judged.of(case) if (wrong := agrees(trial, verdict))
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_holds(case: Case, default: Judged, in_iam_mode: Judged) -> None:
    assert mistakes(default, case) + mistakes(in_iam_mode, case) == []


def test_every_case_is_about_something_that_is_there(default: Judged, in_iam_mode: Judged) -> None:
    """An environment, a role and a place are what it says."""
    here = [case for case in CASES if case.where != OF_ONE_ACCOUNT]
    assert [f"{case.file}: {case.name}" for case in here if not default.of(case) and not in_iam_mode.of(case)] == []


@pytest.mark.nightly
@pytest.mark.parametrize("sample", EVERYWHERE)
def test_every_case_holds_in_every_sample(judged: Callable[..., Judged], sample: str) -> None:
    everything = judged(sample, CASES)
    assert [mistake for case in CASES for mistake in mistakes(everything, case)] == []
