"""Permissions gained and lost, as evaluated capabilities: concrete requests on which the two assemblies differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mlplatform.access import Evaluator, Role, Verdict
from mlplatform.dossier.differences import sides
from mlplatform.dossier.differences.askers import Asker, Request, concerned
from mlplatform.dossier.differences.atoms import Atom, Guarding, of_guards, of_role
from mlplatform.dossier.differences.findings import GAINED, LOST, NOT_EVALUATED, Finding, told
from mlplatform.dossier.differences.likes import Grouping, Likes
from mlplatform.dossier.differences.outsiders import outsiders
from mlplatform.dossier.differences.reference import Where, actions
from mlplatform.dossier.differences.requests import SERVICES, VALUES, Suspects
from mlplatform.dossier.differences.sides import Side
from mlplatform.dossier.document import Change
from mlplatform.dossier.judging import judge
from mlplatform.dossier.shapes import Names
from mlplatform.dossier.words import conditions


def permission_changes(
    before: Side, after: Side, names: Mapping[str, Names], evaluator: Evaluator | None
) -> Iterator[Change]:
    """What roles that both sides have may do now and could not, or the other way round."""
    yield from told(sorted(set(_findings(before, after, names, evaluator))))


def _findings(before: Side, after: Side, names: Mapping[str, Names], evaluator: Evaluator | None) -> Iterator[Finding]:
    grouping = Grouping(names, before, after)
    asked = grouping.likes(suspects(before, after))
    unknown = before.partial | after.partial
    whole = evaluator is not None and before.whole and after.whole
    gone = _gone(before)
    for one in asked:
        if not whole or one.first.asker.principal in unknown:
            yield from _read(one, gone)
    if evaluator is not None and whole:
        known = [one for one in asked if one.first.asker.principal not in unknown]
        yield from _evaluated(known, grouping, before, after, evaluator)
        yield from (finding for one in known for finding in _read(_strange(one), gone))


def _strange(likes: Likes) -> Likes:
    """What differs in actions that the reference does not know: new services, typing errors."""
    strange = tuple(atom for atom in likes.first.differing if not actions(atom.action, SERVICES))
    return replace(likes, first=replace(likes.first, differing=strange))


def suspects(before: Side, after: Side) -> Iterator[Suspects]:
    """Everybody about whom some policy differs."""
    old_guards, new_guards = of_guards(before.guards), of_guards(after.guards)
    differing, every = old_guards ^ new_guards, Guarding(old_guards | new_guards)
    for environment, old, new in sides.pairs(before, after):
        if old is None or new is None or (not differing and _same(old, new)):
            continue
        own_old, own_new = of_role(old), of_role(new)
        about = (own_old ^ own_new) | {atom for atom in differing if concerned(atom, new)}
        if about:
            asker = Asker(new.name, new.arn, new.account, environment, before=old, after=new)
            yield Suspects(
                asker,
                tuple(sorted(about)),
                tuple(sorted(own_old | own_new)),
                _where(new, after.regions[environment]),
                every,
            )
    yield from outsiders(differing, every, before, after)


def _same(old: Role, new: Role) -> bool:
    mine, its = ([*role.identity, *([role.boundary] if role.boundary else [])] for role in (old, new))
    return len(mine) == len(its) and all(a.document == b.document for a, b in zip(mine, its, strict=True))


def _where(role: Role, region: str) -> Where:
    return Where(role.arn.split(":")[1], region, role.account)


def _evaluated(
    likes: Sequence[Likes], grouping: Grouping, before: Side, after: Side, evaluator: Evaluator
) -> Iterator[Finding]:
    known = {one.first.asker: one.first.requests() for one in likes}
    checked = [each for one in likes for each in grouping.checked(one, known[one.first.asker])]
    asked = [(one, request) for one in checked for request in known.get(one.first.asker) or one.first.requests()]
    questions = [
        request.question(one.first.asker, side, now=now)
        for side, now in ((before, False), (after, True))
        for one, request in asked
    ]
    verdicts = judge(evaluator, questions)
    was, is_ = verdicts[: len(asked)], verdicts[len(asked) :]
    for (one, request), old, new in zip(asked, was, is_, strict=True):
        if old is None or new is None:
            yield _unanswered(one, request)
        elif old.allowed != new.allowed:
            yield _finding(one, request, old, new)


def _unanswered(one: Likes, request: Request) -> Finding:
    return Finding(
        environment=one.first.asker.environment,
        place=request.place,
        kind=GAINED,
        label=request.label,
        who=one.people,
        what=f"{request.about}: the evaluator does not take the question, and the policies differ",
        action=request.action,
        decided=NOT_EVALUATED,
    )


def _finding(one: Likes, request: Request, old: Verdict, new: Verdict) -> Finding:
    allowed, denied = (new, old) if new.allowed else (old, new)
    by = ", ".join(sorted({one.sid for one in allowed.allows if one.layer in ("identity", "resource")}))
    against = ", ".join(sorted({one.sid for one in denied.denies})) or "nothing allows it"
    return Finding(
        environment=one.first.asker.environment,
        place=request.place,
        kind=GAINED if new.allowed else LOST,
        label=request.label,
        who=one.people,
        what=f"{request.about} ({by})",
        action=request.action,
        decided=against,
    )


def _gone(before: Side) -> frozenset[Atom]:
    """Atoms of the baseline; what is none of them is new."""
    roles = {atom for role in before.roles.values() for atom in of_role(role)}
    return frozenset(roles | of_guards(before.guards))


def _read(likes: Likes, old: frozenset[Atom]) -> Iterator[Finding]:
    """What differs as it is written, where nothing can be evaluated."""
    one = likes.first
    for atom in one.differing:
        gone = atom in old and atom in _own(one.asker.before, old)
        state = "gone" if gone else "new"
        where = f" where {conditions(atom.condition, VALUES)}" if atom.condition else ""
        yield Finding(
            environment=one.asker.environment,
            place=atom.place,
            kind=GAINED if atom.allows != gone else LOST,
            label=atom.action,
            who=likes.people,
            what=f"{atom.effect.lower()} on {', '.join(atom.resources)}{where} ({atom.sid}) is {state}",
            action=atom.action,
            decided=NOT_EVALUATED,
        )


def _own(role: Role | None, guards: frozenset[Atom]) -> frozenset[Atom]:
    own = of_role(role) if role else frozenset()
    return own | {atom for atom in guards if atom.layer == "guard"}
