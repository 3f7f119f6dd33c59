"""Roles about which the same differs, but for the names of their teams and projects: one is asked for all of them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlplatform.access import Policy
from mlplatform.dossier.differences.atoms import Atom
from mlplatform.dossier.differences.requests import Asker, Request, Suspects
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

    def __init__(self, names: Mapping[str, Names], before: Side, after: Side) -> None:
        self._names, self._sides = names, (before, after)

    def likes(self, every: Iterable[Suspects]) -> list[Likes]:
        """Everybody in one group, by what their policies said and say."""
        groups: dict[tuple[object, ...], list[Suspects]] = {}
        for one in every:
            groups.setdefault(self._shape(one), []).append(one)
        return [Likes(group[0], tuple(group[1:])) for group in groups.values()]

    def checked(self, likes: Likes, requests: Sequence[Request]) -> list[Likes]:
        """Likes of whom also the resources in question are guarded alike; each of the others stands alone."""
        resources = sorted({request.resource for request in requests})
        without = self._without(likes.first.asker)
        guarded = {without(resource): self._guards(likes.first.asker, resource) for resource in resources}
        same = [one for one in likes.others if self._guarded(one, resources, without) == guarded]
        alone = [Likes(one) for one in likes.others if one not in same]
        return [Likes(likes.first, tuple(same)), *alone]

    def _guarded(self, one: Suspects, resources: Sequence[str], without: Without) -> dict[str, tuple[str, ...]]:
        """Shapes of resources and of what guards them, where one asks for what is its own."""
        filled = {without(resource): self._own(one.asker, resource, without(resource)) for resource in resources}
        return {shape: self._guards(one.asker, resource) for shape, resource in filled.items()}

    def _own(self, asker: Asker, resource: str, shape: str) -> str:
        return self._of(asker).filled(shape) if "<" in shape else resource

    def _guards(self, asker: Asker, resource: str) -> tuple[str, ...]:
        parts = resource.split(":")
        found = []
        for side in self._sides:
            account = (parts[4] if len(parts) > 4 else "") or side.owner_of(resource) or asker.account
            found.append(self._without(asker)(f"{account} {_text(side.guard_on(resource, account))}"))
        return tuple(found)

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
        return next((names for prefix, names in self._names.items() if asker.name.startswith(prefix)), NOBODYS)

    def _without(self, asker: Asker) -> Without:
        return self._of(asker).without


NOBODYS = Names({})


def _text(policy: Policy | None) -> str:
    return json.dumps(policy.document["Statement"], sort_keys=True) if policy else "none"


def _written(atom: Atom) -> str:
    return " ".join((atom.layer, atom.effect, atom.action, atom.resource, atom.written, *atom.covers))
