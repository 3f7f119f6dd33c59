"""Whether a verdict is what a case says, by the statements that it names."""

import fnmatch

from mlplatform.access.cases import Case
from mlplatform.access.evaluator import Verdict
from mlplatform.access.suppositions import SUPPOSED_SID
from mlplatform.access.trials import Trial


def agrees(trial: Trial, verdict: Verdict) -> list[str]:
    """What is wrong with a verdict on a trial; nothing, if it is what the case says, by the statements it says."""
    case = trial.case
    wrong = [f"{trial.question.action} carries no {key}" for key in verdict.ignored if key in case.context]
    if verdict.allowed != case.allowed:
        wrong.append(f"expected {case.verdict}, found {'allowed' if verdict.allowed else 'denied'}")
    found = decisive(case, verdict)
    if not _same(found, case.by):
        wrong.append(f"expected by {_sids(case.by)}, found {_sids(found)}")
    return wrong


def decisive(case: Case, verdict: Verdict) -> frozenset[str]:
    """The Sids that speak for a verdict: every Deny that matches, or else what allows. A boundary only lets through.

    What is supposed stands for whatever the role itself is allowed.
    """
    if not case.allowed:
        return frozenset(decider.sid for decider in verdict.denies)
    identity = frozenset(decider.sid for decider in verdict.allows if decider.layer == "identity")
    layers = ("resource", "endpoint") if case.through else ("resource",)
    others = frozenset(decider.sid for decider in verdict.allows if decider.layer in layers)
    return (identity & {SUPPOSED_SID} or identity) | others


def _same(found: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether each Sid is wanted, and each that is wanted is there; a `*` stands for a name that differs."""
    fits = {(sid, pattern) for sid in found for pattern in wanted if fnmatch.fnmatchcase(sid, pattern)}
    return {sid for sid, _ in fits} == found and {pattern for _, pattern in fits} == wanted


def _sids(sids: frozenset[str]) -> str:
    return ", ".join(sorted(sids)) or "nothing"
