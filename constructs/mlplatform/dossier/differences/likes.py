"""Roles about which the same differs, but for the names of their teams and projects: one is asked for all of them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlplatform.access import Policy
from mlplatform.access.evaluator import names
from mlplatform.dossier.differences.askers import Asker, Request, concerned
from mlplatform.dossier.differences.atoms import Atom, of_policy
from mlplatform.dossier.differences.requests import Suspects
from mlplatform.dossier.differences.sides import Side
from mlplatform.dossier.shapes import Names

Without = Callable[[str], str]


@dataclass(frozen=True)
class Likes:
    """One who is asked, and those of whom the answers hold, too."""

    first: Suspects
    others: tuple[Suspects, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(one.asker.name for one in (self.first, *self.others))


class Grouping:
    """Finds likes by names that belong to a team or a project."""

    def __init__(self, known: Mapping[str, Names], before: Side, after: Side) -> None:
        self._names, self._sides = known, (before, after)

    def likes(self, every: Iterable[Suspects]) -> list[Likes]:
        """Everybody in one group, by what their policies said and say."""
        groups: dict[tuple[object, ...], list[Suspects]] = {}
        for one in every:
            groups.setdefault(self._shape(one), []).append(one)
        return [Likes(group[0], tuple(group[1:])) for group in groups.values()]

    def checked(self, likes: Likes, requests: Sequence[Request]) -> list[Likes]:
        """Likes of whom also the resources in question are guarded alike; each of the others stands alone."""
        first = likes.first.asker
        asked = sorted({(self._without(first)(one.resource), one.resource, one.action) for one in requests})
        guarded = [self._guards(first, resource, action) for _, resource, action in asked]
        same = [
            other
            for other in likes.others
            if [self._guards(other.asker, self._of(other.asker).filled(shape), action) for shape, _, action in asked]
            == guarded
        ]
        return [Likes(likes.first, tuple(same)), *(Likes(one) for one in likes.others if one not in same)]

    def _guards(self, asker: Asker, resource: str, action: str) -> list[str]:
        """What the resource's policies say of an action and may say of somebody, was and is, without names."""
        parts = resource.split(":")
        found = []
        for side, role in zip(self._sides, (asker.before, asker.after), strict=True):
            account = (parts[4] if len(parts) > 4 else "") or side.owner_of(resource) or asker.account
            policy = side.guard_on(resource, account)
            atoms = of_policy("guard", policy) if policy else ()
            said = (one for one in atoms if role and names((one.action,), action) and concerned(one, role))
            without = self._without(asker)
            found.append(without(f"{account} ") + "; ".join(sorted({without(_written(atom)) for atom in said})))
        return found

    def _shape(self, one: Suspects) -> tuple[object, ...]:
        asker, without = one.asker, self._without(one.asker)
        # Nobody outside of the platform is like another.
        if asker.before is None or asker.after is None:
            return (asker.environment, asker.name)
        layers = [(*role.identity, role.boundary) for role in (asker.before, asker.after)]
        said = [tuple(sorted(without(_text(policy)) for policy in layer)) for layer in layers]
        differing = tuple(sorted(without(_written(atom)) for atom in one.differing))
        return (asker.environment, without(asker.name), *said, differing)

    def _of(self, asker: Asker) -> Names:
        return next((own for prefix, own in self._names.items() if asker.name.startswith(prefix)), NOBODYS)

    def _without(self, asker: Asker) -> Without:
        return self._of(asker).without


NOBODYS = Names({})


def _text(policy: Policy | None) -> str:
    return json.dumps(policy.document["Statement"], sort_keys=True) if policy else "none"


def _written(atom: Atom) -> str:
    return " ".join((atom.layer, atom.effect, atom.action, atom.resource, atom.written, *atom.covers))
