"""The matrix of who may do what, evaluated for every team; a team that differs has a column of its own."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlplatform.access import Evaluator, Policy, Question, Scene, Trial, Trials
from mlplatform.access import Verdict as Judged
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.capabilities import capabilities
from mlplatform.dossier.columns import Column, Naming, columns
from mlplatform.dossier.document import Verdict
from mlplatform.dossier.judging import judge
from mlplatform.dossier.policies import policies_of
from mlplatform.dossier.shapes import Names

Cell = tuple[str, tuple[str, ...], str]
"""A verdict, the Sids that decide it, the policy that holds the first of them."""
NOT_EVALUATED: Cell = ("not evaluated", (), "")


@dataclass(frozen=True)
class Asked:
    """A request of a capability, made by the role of one team or project."""

    capability: str
    column: str
    subject: str
    trial: Trial


def matrix(assembly: Assembly, place: Place, trials: Trials, evaluator: Evaluator | None) -> tuple[Verdict, ...]:
    """Every verdict of an environment, capability by capability."""
    naming = Naming(assembly, place)
    roles = [role for role in policies_of(assembly).roles.values() if role.account == place.account]
    asked = list(_asked(trials, place, columns(naming, roles)))
    cells = _cells(asked, evaluator)
    names = {column: _named(column, groups) for column, groups in _groups(cells).items()}
    rows = [row.may for row in capabilities() if any(key[0] == row.may for key in cells)]
    order = list(dict.fromkeys(one.column for one in asked))
    return tuple(
        Verdict(capability=may, role=name, verdict=cell[0], decided_by=cell[1], place=cell[2])
        for may in rows
        for column in order
        for name, group in names[column]
        if (cell := _of_group([found for one in group if (found := cells.get((may, column, one)))]))
    )


def _asked(trials: Trials, place: Place, found: Sequence[Column]) -> Iterator[Asked]:
    by_scope: dict[str, list[Column]] = defaultdict(list)
    for column in found:
        by_scope[column.scope].append(column)
    for capability in capabilities():
        for scope, members in by_scope.items():
            named = {column.who: column.name for column in members}
            for case in capability.cases(tuple(named), members[0].scope):
                for trial in trials.of(case):
                    if trial.scene.environment == place.name:
                        subject = str(trial.scene.values[scope])
                        yield Asked(capability.may, named[trial.who], subject, trial)


def _cells(asked: Sequence[Asked], evaluator: Evaluator | None) -> dict[tuple[str, str, str], Cell]:
    """Capability, column and team or project to what was found; allowed where one request is."""
    found: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    verdicts = _judged(asked, evaluator) if evaluator else [NOT_EVALUATED] * len(asked)
    for one, cell in zip(asked, verdicts, strict=True):
        found[one.capability, one.column, one.subject].append(cell)
    return {key: _together(cells) for key, cells in found.items()}


def _together(cells: Iterable[Cell]) -> Cell:
    """Allowed, if one request is; not evaluated, if one could not be and none is allowed; else denied by them all."""
    every = list(cells)
    for verdict in ("allowed", "not evaluated", "denied"):
        same = [cell for cell in every if cell[0] == verdict]
        if same:
            sids = tuple(sorted({sid for _, found, _ in same for sid in found}))
            return verdict, sids, next((place for _, found, place in same if found), "")
    return NOT_EVALUATED


def _judged(asked: Sequence[Asked], evaluator: Evaluator) -> list[Cell]:
    """One of all requests that are the same but for the names of the team, so that fifty teams cost what one does."""
    shapes = Shapes()
    keys = [(one.capability, one.column, *shapes.of(one.trial)) for one in asked]
    first = dict(reversed(list(zip(keys, asked, strict=True))))
    verdicts = judge(evaluator, [one.trial.question for one in first.values()])
    cells = {key: _cell(verdict) for key, verdict in zip(first, verdicts, strict=True)}
    return [cells[key] for key in keys]


def _cell(verdict: Judged | None) -> Cell:
    if verdict is None:
        return NOT_EVALUATED
    speaking = sorted(
        verdict.denies
        if not verdict.allowed
        else [decider for decider in verdict.allows if decider.layer in ("identity", "resource")]
    )
    sids = tuple(sorted({decider.sid for decider in speaking}))
    return ("allowed" if verdict.allowed else "denied", sids, speaking[0].policy if speaking else "")


def _groups(cells: Mapping[tuple[str, str, str], Cell]) -> dict[str, list[list[str]]]:
    """Column to its teams or projects, those together whose verdicts are the same; the largest group first."""
    by_subject: dict[str, dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for (may, column, subject), cell in cells.items():
        by_subject[column][subject][may] = cell
    found: dict[str, list[list[str]]] = {}
    for column, subjects in by_subject.items():
        same: dict[str, list[str]] = defaultdict(list)
        for subject in sorted(subjects):
            outcome = {may: cell[0] for may, cell in subjects[subject].items()}
            same[json.dumps(outcome, sort_keys=True)].append(subject)
        found[column] = sorted(same.values(), key=lambda group: (-len(group), group))
    return found


def _named(column: str, groups: Sequence[Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """What each group is called in the matrix."""
    return [(column, groups[0]), *((f"{column} ({', '.join(group)})", group) for group in groups[1:])]


def _of_group(cells: Sequence[Cell]) -> Cell | None:
    """The verdict that is the same for all, with whatever decides it for some."""
    sids = tuple(sorted({sid for _, found, _ in cells for sid in found}))
    return (cells[0][0], sids, cells[0][2]) if cells else None


class Shapes:
    """What a request is whatever team or project it is about: each name of the scene stands as its placeholder."""

    def __init__(self) -> None:
        self._names: dict[int, Names] = {}
        self._policies: dict[tuple[int, str], str] = {}

    def of(self, trial: Trial) -> tuple[str, ...]:
        """Equal for requests on which the evaluator must say the same."""
        question, scene = trial.question, trial.scene
        asked = [question.principal, question.action, question.resource, question.account]
        request = json.dumps([*asked, {key: question.context[key] for key in sorted(question.context)}])
        return (self._without(scene, request), *self._layers(scene, question))

    def _layers(self, scene: Scene, question: Question) -> Iterator[str]:
        for layer, policies in question.layers().items():
            yield f"{layer} {len(policies)}"
            yield from (self._policy(scene, policy) for policy in policies)

    def _policy(self, scene: Scene, policy: Policy) -> str:
        key = (id(scene), policy.fingerprint)
        if key not in self._policies:
            self._policies[key] = self._without(scene, json.dumps(policy.document, sort_keys=True))
        return self._policies[key]

    def _without(self, scene: Scene, text: str) -> str:
        if id(scene) not in self._names:
            self._names[id(scene)] = Names(scene.values)
        return self._names[id(scene)].without(text)
