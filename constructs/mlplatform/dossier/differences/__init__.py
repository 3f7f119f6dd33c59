"""What an assembly changes compared with a baseline, in the words of a reviewer."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from mlplatform.access import Evaluator
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.changes import KINDS
from mlplatform.dossier.differences.access import access_changes
from mlplatform.dossier.differences.network import network_changes
from mlplatform.dossier.differences.resources import resource_changes
from mlplatform.dossier.differences.rest import rest_changes
from mlplatform.dossier.differences.stores import store_changes
from mlplatform.dossier.document import Change, Difference, Dossier, Environment

LOST = ("replaced", "deleted")
REST = ("guard-rail", "resource")
"""Said only where no section speaks."""

NOTHING = Environment(name="", account="", region="")


def difference(
    before: Dossier,
    after: Dossier,
    baseline: Assembly,
    assembly: Assembly,
    *,
    evaluator: Evaluator | None,
    reviewed: Collection[str],
) -> Difference:
    """Every change, the dangerous ones first.

    Each function of a section says what changed in what it knows; `resource_changes` says what is lost, whatever else
    is said of it, and the rest where nobody else speaks.
    """
    resources = list(resource_changes(baseline, assembly))
    lost = {(change.environment, change.place) for change in resources if change.kind in LOST}
    changes = [change for change in _of_sections(before, after) if (change.environment, change.place) not in lost]
    changes += _besides(access_changes(baseline, assembly, evaluator), tuple(changes))
    about = {(change.environment, place) for change in changes for place in (change.place, *change.also)}
    changes += [c for c in resources if c.kind not in REST or (c.environment, c.place) not in about]
    told = {place for change in changes for place in (change.place, *change.also)}
    changes += rest_changes(before, after, told)
    ordered = sort(changes)
    return Difference(
        baseline=" ".join(filter(None, (before.organisation, before.release))),
        summary=summary(ordered),
        changes=tuple(ordered),
        to_review=sum(change.kind in reviewed for change in ordered),
    )


def _of_sections(before: Dossier, after: Dossier) -> Iterator[Change]:
    old = {environment.name: environment for environment in before.environments}
    new = {environment.name: environment for environment in after.environments}
    for name in sorted(old | new):
        one, other = old.get(name, NOTHING), new.get(name, NOTHING)
        yield from network_changes(name, one, other)
        yield from store_changes(name, one, other)


def _besides(access: Iterable[Change], sections: Collection[Change]) -> Iterator[Change]:
    """Changes of access, without those that the section of a key or a store tells at the same place."""
    told = {(change.environment, change.place) for change in sections}
    return (change for change in access if (change.environment, change.place) not in told)


def sort(changes: list[Change]) -> list[Change]:
    """Danger first, then by kind, environment and place."""
    order = {name: index for index, name in enumerate(KINDS)}
    return sorted(changes, key=lambda change: (order[change.kind], change.environment, change.place, change.title))


def summary(changes: list[Change]) -> str:
    """One paragraph."""
    if not changes:
        return "Nothing differs from the baseline."
    counted = Counter(change.kind for change in changes)
    parts = [f"{kind} ({counted[kind]})" for kind in KINDS if counted[kind]]
    return f"{len(changes)} differences from the baseline: {', '.join(parts)}."
