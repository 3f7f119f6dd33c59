"""What a resource is, whatever its logical id: equal for resources that say the same, of the same neighbours.

A construct that is renamed changes logical ids, and with them every reference and export. So a reference counts as
what it leads to: first by type, then, step by step, by what that says itself (colour refinement, after Weisfeiler and
Leman).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mlplatform.access.assembly import Stack
from mlplatform.dossier.differences.references import Exports, Place, followed

FAR, NEAR = 3, 1
"""How far neighbours are looked at: what differs further away differs there itself."""


class Fingerprints:
    """Fingerprints of the resources of some stacks of one account and region.

    Example:
        >>> Fingerprints(stacks).of(("volta-hub-Network", "Vpc8378EB38"), FAR)
    """

    def __init__(self, stacks: Iterable[Stack]) -> None:
        self._stacks = {stack.name: stack.template for stack in stacks}
        self.exports = Exports(self._stacks)
        self._rounds = [{place: str(body["Type"]) for place, body in self.bodies()}]
        for _ in range(FAR):
            self._rounds.append({place: self._fingerprint(place, body) for place, body in self.bodies()})

    def of(self, place: Place, distance: int) -> str:
        """The fingerprint of a resource that looks at neighbours as far as that."""
        return self._rounds[distance][place]

    def bodies(self) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """Every resource with its place."""
        for name, template in self._stacks.items():
            for logical_id, body in template.get("Resources", {}).items():
                yield (name, logical_id), body

    def canonical(self, place: Place, body: Mapping[str, Any], name: Callable[[Place], str]) -> Any:
        """A body with every reference as the name of what it leads to: `stack/id.Attribute`."""
        return followed(_told(body), place[0], self.exports, partial(self._named, name))

    def _named(self, name: Callable[[Place], str], place: Place) -> str:
        return name(place) if place in self._rounds[0] else place[1]

    def _fingerprint(self, place: Place, body: Mapping[str, Any]) -> str:
        last = self._rounds[-1]
        seen = followed(_told(body), place[0], self.exports, lambda there: last.get(there, there[1]))
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a deployment makes of a resource; its order and its path are not of it."""
    return {key: value for key, value in body.items() if key not in ("DependsOn", "Metadata")}
