"""Permissions gained and lost, as evaluated capabilities: concrete requests on which the two assemblies differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlplatform.access import Evaluator, Role, Verdict
from mlplatform.dossier.differences import sides
from mlplatform.dossier.differences.atoms import Atom, of_guards, of_role
from mlplatform.dossier.differences.outsiders import outsiders
from mlplatform.dossier.differences.reference import Where
from mlplatform.dossier.differences.requests import VALUES, Asker, Request, Suspects, concerned
from mlplatform.dossier.differences.sides import Side
from mlplatform.dossier.document import Change
from mlplatform.dossier.judging import judge
from mlplatform.dossier.words import conditions

GAINED, LOST = "permission-gained", "permission-lost"
MANY = 2
"""Roles beyond which one change speaks of all that gain or lose the same."""
NAMED, LISTED = 4, 8
"""Names in a title, requests in a text."""


@dataclass(frozen=True, order=True)
class Finding:
    """A request of somebody that is allowed on one side only; or, not evaluated, an atom that only one side has."""

    environment: str
    place: str
    kind: str
    label: str
    who: str
    what: str
    action: str
    decided: str


def permission_changes(before: Side, after: Side, evaluator: Evaluator | None) -> Iterator[Change]:
    """What roles that both sides have may do now and could not, or the other way round."""
    yield from _changes(sorted(set(_findings(before, after, evaluator))))


def _findings(before: Side, after: Side, evaluator: Evaluator | None) -> Iterator[Finding]:
    asked = list(suspects(before, after))
    unknown = before.partial | after.partial
    whole = evaluator is not None and before.whole and after.whole
    evaluated = [one for one in asked if whole and one.asker.principal not in unknown]
    if evaluator is not None:
        yield from _evaluated(evaluated, before, after, evaluator)
    gone = _gone(before, after)
    for one in asked:
        if one not in evaluated:
            yield from _read(one, gone)


def suspects(before: Side, after: Side) -> Iterator[Suspects]:
    """Everybody about whom some policy differs."""
    old_guards, new_guards = of_guards(before.guards), of_guards(after.guards)
    differing, every = old_guards ^ new_guards, tuple(sorted(old_guards | new_guards))
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
                every,
                _where(new, after.regions[environment]),
            )
    yield from outsiders(differing, every, before, after)


def _same(old: Role, new: Role) -> bool:
    mine, its = ([*role.identity, *([role.boundary] if role.boundary else [])] for role in (old, new))
    return len(mine) == len(its) and all(a.document == b.document for a, b in zip(mine, its, strict=True))


def _where(role: Role, region: str) -> Where:
    return Where(role.arn.split(":")[1], region, role.account)


def _evaluated(asked: Sequence[Suspects], before: Side, after: Side, evaluator: Evaluator) -> Iterator[Finding]:
    requests = [(one.asker, request) for one in asked for request in one.requests()]
    questions = [
        request.question(asker, side, now=now)
        for side, now in ((before, False), (after, True))
        for asker, request in requests
    ]
    verdicts = judge(evaluator, questions)
    was, is_ = verdicts[: len(requests)], verdicts[len(requests) :]
    for (asker, request), old, new in zip(requests, was, is_, strict=True):
        if old and new and old.allowed != new.allowed:
            yield _finding(asker, request, old, new)


def _finding(asker: Asker, request: Request, old: Verdict, new: Verdict) -> Finding:
    allowed, denied = (new, old) if new.allowed else (old, new)
    by = ", ".join(sorted({one.sid for one in allowed.allows if one.layer in ("identity", "resource")}))
    against = ", ".join(sorted({one.sid for one in denied.denies})) or "nothing allows it"
    return Finding(
        environment=asker.environment,
        place=request.place,
        kind=GAINED if new.allowed else LOST,
        label=request.label,
        who=asker.name,
        what=f"{request.about} ({by})",
        action=request.action,
        decided=against,
    )


def _gone(before: Side, after: Side) -> frozenset[Atom]:
    """Atoms of the baseline; what is none of them is new."""
    roles = {atom for role in before.roles.values() for atom in of_role(role)}
    return frozenset(roles | of_guards(before.guards))


def _read(one: Suspects, old: frozenset[Atom]) -> Iterator[Finding]:
    """What differs as it is written, where nothing can be evaluated."""
    for atom in one.differing:
        gone = atom in old and atom in _own(one.asker.before, old)
        state = "gone" if gone else "new"
        where = f" where {conditions(atom.condition, VALUES)}" if atom.condition else ""
        yield Finding(
            environment=one.asker.environment,
            place=atom.place,
            kind=GAINED if atom.allows != gone else LOST,
            label=atom.action,
            who=one.asker.name,
            what=f"{atom.effect.lower()} on {', '.join(atom.resources)}{where} ({atom.sid}) is {state}",
            action=atom.action,
            decided="not evaluated",
        )


def _own(role: Role | None, guards: frozenset[Atom]) -> frozenset[Atom]:
    own = of_role(role) if role else frozenset()
    return own | {atom for atom in guards if atom.layer == "guard"}


def _changes(findings: Iterable[Finding]) -> Iterator[Change]:
    """One change for each role and action; one for all roles of an environment, where many gain or lose the same."""
    by_role: dict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_role[finding.environment, finding.kind, finding.label, finding.who].append(finding)
    alike: dict[tuple[str, str, str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    decided: dict[tuple[str, ...], Mapping[str, None]] = {}
    for (environment, kind, label, who), found in sorted(by_role.items()):
        what = tuple(_grouped(label, found))
        place = found[0].place
        alike[environment, kind, label, place, what].append(who)
        decided[environment, kind, label, place, *what] = dict.fromkeys(sorted({one.decided for one in found}))
    for key, people in sorted(alike.items()):
        environment, kind, label, place, what = key
        against = "; ".join(decided[environment, kind, label, place, *what])
        for some in [people] if len(people) > MANY else [[each] for each in people]:
            yield _change(environment, kind, label, place, what, against, some)


def _grouped(label: str, findings: Iterable[Finding]) -> Iterator[str]:
    """What was found, each resource once; of a wildcard, the actions that were tried on it."""
    actions: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        actions[finding.what].add(finding.action)
    for what, tried in sorted(actions.items()):
        yield what if tried == {label} else f"{', '.join(sorted(tried))} on {what}"


def _change(
    environment: str, kind: str, label: str, place: str, what: Sequence[str], against: str, people: Sequence[str]
) -> Change:
    one_only = " and ".join(people) if len(people) <= NAMED else f"{len(people)} roles"
    verb = "may now" if kind == GAINED else "may no longer"
    read = against == "not evaluated"
    whom = "" if len(people) <= NAMED else f" — {', '.join(people)}"
    more = f"; and {len(what) - LISTED} more" if len(what) > LISTED else ""
    listed = f"{'; '.join(what[:LISTED])}{more}{whom}"
    denied = "not evaluated" if read else f"denied: {against}"
    title = f"{one_only} {'perhaps ' if read else ''}{verb} {label}{' (not evaluated)' if read else ''}"
    before, after = (denied, listed) if kind == GAINED else (listed, denied)
    return Change(kind=kind, environment=environment, place=place, title=title, before=before, after=after)
