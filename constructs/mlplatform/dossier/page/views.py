"""The dossier in the order in which the page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlplatform.dossier.changes import KINDS, Weight
from mlplatform.dossier.document import Access, Change, Difference, Dossier, Verdict
from mlplatform.dossier.page.places import Places

DOMAIN = "AWS::SageMaker::Domain"
HEADINGS: Mapping[Weight, str] = {"danger": "Danger", "review": "To be reviewed", "information": "For information"}


@dataclass(frozen=True)
class Group:
    """Changes of one weight, by their kind."""

    weight: Weight
    heading: str
    number: int
    kinds: Mapping[str, tuple[Change, ...]]


def groups(difference: Difference | None) -> tuple[Group, ...]:
    """Changes, the dangerous ones first; weights without a change are left out."""
    changes = difference.changes if difference else ()
    found = []
    for weight, heading in HEADINGS.items():
        kinds = {name: tuple(c for c in changes if c.kind == name) for name in KINDS if KINDS[name].weight == weight}
        shown = {name: those for name, those in kinds.items() if those}
        if shown:
            found.append(Group(weight, heading, sum(map(len, shown.values())), shown))
    return tuple(found)


def loses_homes(dossier: Dossier, places: Places) -> tuple[Change, ...]:
    """Changes that replace or remove a Studio domain, whose file system holds the home of every user in it."""
    changes = dossier.difference.changes if dossier.difference else ()
    lost = (change for change in changes if change.kind in ("replaced", "deleted"))
    return tuple(change for change in lost if _is_domain(change, places))


def _is_domain(change: Change, places: Places) -> bool:
    """A removed one stands in no inventory; then the words of the change say what it was."""
    said = f"{change.title} {change.before} {change.after}"
    return DOMAIN in (places.type(change.place, change.environment), *said.split()) or "Studio domain" in said


def matrix(access: Access) -> Mapping[str, Mapping[str, Verdict]]:
    """Capability to role to verdict; a role of which the capability was not asked is left out."""
    found: dict[str, dict[str, Verdict]] = {capability: {} for capability in access.capabilities}
    for one in access.matrix:
        found.setdefault(one.capability, {})[one.role] = one
    return found


@dataclass(frozen=True)
class Decision:
    """What statements decide of a capability, and for whom."""

    verdict: str
    decided_by: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]


def decisions(verdicts: Iterable[Verdict]) -> tuple[Decision, ...]:
    """Verdicts on one capability, those that the same statements decide together; roles with the place of theirs."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = defaultdict(list)
    for one in verdicts:
        found[one.verdict, one.decided_by].append((one.role, one.place))
    return tuple(Decision(*key, tuple(roles)) for key, roles in sorted(found.items()))


def by_stack(places: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Places by their stack, so that a list does not repeat its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in places:
        found[place.partition("/")[0]].append(place)
    return {stack: tuple(those) for stack, those in found.items()}


def split(found: str) -> tuple[str, str]:
    """A finding: its place, and what was found."""
    place, _, what = found.partition(": ")
    return place, what
