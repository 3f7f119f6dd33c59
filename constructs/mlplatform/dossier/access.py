"""Who can do what in an environment: the matrix of personas and capabilities, roles, and who becomes whom."""

from collections.abc import Iterator, Sequence
from functools import partial

from mlplatform.access import Evaluator
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.capabilities import capabilities
from mlplatform.dossier.columns import Naming
from mlplatform.dossier.document import Access, Note, Verdict
from mlplatform.dossier.matrix import matrix
from mlplatform.dossier.policies import policies_of
from mlplatform.dossier.roles import summary
from mlplatform.dossier.shapes import trials_of
from mlplatform.dossier.trust_picture import picture

START, APPROVE, PROMOTE = "start a release pipeline", "approve a release", "deploy to production"


def access(assembly: Assembly, place: Place, evaluator: Evaluator | None) -> Access | None:
    """Access in an environment; verdicts are "not evaluated" without an evaluator. None where there is no role."""
    found = policies_of(assembly)
    here = {stack.name for stack in place.stacks}
    roles = [r for r in found.roles.values() if r.account == place.account and r.place.partition("/")[0] in here]
    if not roles:
        return None
    verdicts = _matrix(assembly, place, evaluator)
    naming = Naming(assembly, place)
    return Access(
        evaluated=any(verdict.verdict != "not evaluated" for verdict in verdicts),
        capabilities=tuple(dict.fromkeys(verdict.capability for verdict in verdicts)),
        roles=tuple(dict.fromkeys(verdict.role for verdict in verdicts)),
        matrix=verdicts,
        summaries=tuple(summary(role, naming, found.roles.values()) for role in roles),
        approvers=tuple(approvers(verdicts)),
        picture=picture(roles, _labels(assembly, place), list(found.roles.values())),
    )


def _matrix(assembly: Assembly, place: Place, evaluator: Evaluator | None) -> tuple[Verdict, ...]:
    about = f"access in {place.name}"
    if not place.organisation:
        _say(
            assembly,
            about,
            "The app is not made of this platform: there is no matrix, only what each role's policies say.",
        )
        return ()
    if policies_of(assembly).partial or policies_of(assembly).guards is None:
        _say(assembly, about, "There is no matrix: a policy that has a say in it cannot be read.")
        return ()
    trials = trials_of(assembly)
    if trials is None:
        return ()
    return assembly.attempt(about, partial(matrix, assembly, place, trials, evaluator), ())


def _labels(assembly: Assembly, place: Place) -> dict[str, str]:
    """ARN to what a role is called in the picture of an environment."""
    places = {(stack.account, stack.name): other for other in assembly.places for stack in other.stacks}
    namings = {other.name: Naming(assembly, other) for other in assembly.places}
    labels = {}
    for arn, role in policies_of(assembly).roles.items():
        other = places[role.account, role.place.partition("/")[0]]
        label = namings[other.name].label(role)
        labels[arn] = label if other.name == place.name else f"{label} in {other.name}"
    return labels


def _say(assembly: Assembly, about: str, text: str) -> None:
    assembly.notes.append(Note(about=about, text=text))


def approvers(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Who starts, approves and promotes, and whether somebody does more than one of it."""
    known = {row.may for row in capabilities()}
    allowed: dict[str, list[str]] = {}
    for question in (START, APPROVE, PROMOTE):
        assert question in known
        rows = [verdict for verdict in verdicts if verdict.capability == question]
        if not rows:
            continue
        if any(row.verdict == "not evaluated" for row in rows):
            yield f"Who may {question} is not evaluated."
            continue
        may = [row for row in rows if row.verdict == "allowed"]
        allowed[question] = [row.role for row in may]
        who = ", ".join(f"{row.role} ({', '.join(row.decided_by)})" for row in may)
        yield f"{who} may {question}; nobody else may." if may else f"Nobody may {question}."
    if START in allowed and APPROVE in allowed:
        both = sorted(set(allowed[START]) & set(allowed[APPROVE]))
        who = ", ".join(both) if both else "Nobody"
        yield f"{who} may both start and approve a release."
