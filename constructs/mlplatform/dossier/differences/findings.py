"""Requests that are allowed on one side only, told as changes: one for each action, and for all who gain it alike."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlplatform.dossier.document import Change

GAINED, LOST = "permission-gained", "permission-lost"
NOT_EVALUATED = "not evaluated"
MANY = 2
"""Roles beyond which one change speaks of all that gain or lose the same."""
NAMED, LISTED = 4, 8
"""Names in a title, requests in a text."""


@dataclass(frozen=True, order=True)
class Finding:
    """A request that is allowed on one side only; or, not evaluated, an atom that only one side has.

    Args:
        label: The action as the statement has it: a wildcard stands for those that were tried.
        who: The roles of which it holds; what is said is said of the first.
        decided: What denies it on the other side.
    """

    environment: str
    place: str
    kind: str
    label: str
    who: tuple[str, ...]
    what: str
    action: str
    decided: str


@dataclass(frozen=True, order=True)
class _Told:
    """What several roles may gain or lose alike."""

    environment: str
    kind: str
    label: str
    place: str
    what: tuple[str, ...]
    against: str


def told(findings: Iterable[Finding]) -> Iterator[Change]:
    """One change for each role and action; one for all roles of an environment, where many gain or lose the same."""
    by_role: dict[tuple[str, str, str, tuple[str, ...]], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_role[finding.environment, finding.kind, finding.label, finding.who].append(finding)
    alike: dict[_Told, list[tuple[str, ...]]] = defaultdict(list)
    for (environment, kind, label, who), found in sorted(by_role.items()):
        against = "; ".join(sorted({one.decided for one in found}))
        alike[_Told(environment, kind, label, found[0].place, tuple(_grouped(label, found)), against)].append(who)
    for one, groups in sorted(alike.items()):
        people = sorted({name for group in groups for name in group})
        likes = any(len(group) > 1 for group in groups)
        for some in [people] if len(people) > MANY or likes else [[each] for each in people]:
            yield _change(one, some, likes=likes)


def _grouped(label: str, findings: Iterable[Finding]) -> Iterator[str]:
    """What was found, each resource once; of a wildcard, the actions that were tried on it."""
    actions: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        actions[finding.what].add(finding.action)
    for what, tried in sorted(actions.items()):
        yield what if tried == {label} else f"{', '.join(sorted(tried))} on {what}"


def _change(one: _Told, people: Sequence[str], *, likes: bool) -> Change:
    who = " and ".join(people) if len(people) <= NAMED else f"{len(people)} roles"
    verb = "may now" if one.kind == GAINED else "may no longer"
    read = one.against == NOT_EVALUATED
    of_each = ", each in the names of its own team" if likes else ""
    whom = f" — {', '.join(people)}{of_each}" if len(people) > NAMED or likes else ""
    more = f"; and {len(one.what) - LISTED} more" if len(one.what) > LISTED else ""
    listed = f"{'; '.join(one.what[:LISTED])}{more}{whom}"
    denied = NOT_EVALUATED if read else f"denied: {one.against}"
    before, after = (denied, listed) if one.kind == GAINED else (listed, denied)
    return Change(
        kind=one.kind,
        environment=one.environment,
        place=one.place,
        title=f"{who} {'perhaps ' if read else ''}{verb} {one.label}{' (not evaluated)' if read else ''}",
        before=before,
        after=after,
    )
