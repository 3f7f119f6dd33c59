"""Places of a dossier as rows of its inventory: what every proof on the page links to."""

import re
from dataclasses import dataclass

from mlplatform.dossier.document import Dossier, Item

PLACE = re.compile(r"[^/\s]+/[A-Za-z0-9]+")


@dataclass(frozen=True)
class Places:
    """Rows by environment and place. Stacks of one name in two accounts are told apart by the environment."""

    rows: dict[tuple[str, str], int]
    items: tuple[Item, ...]

    @classmethod
    def of(cls, dossier: Dossier) -> "Places":
        rows: dict[tuple[str, str], int] = {}
        items: list[Item] = []
        for environment in dossier.environments:
            for item in environment.inventory:
                rows[environment.name, item.place] = len(items)
                rows.setdefault(("", item.place), len(items))
                items.append(item)
        return cls(rows, tuple(items))

    def row(self, place: str, environment: str = "") -> int | None:
        """The row of a place, with or without words behind it; None where the inventory has no such resource.

        Without an environment, or in one that does not have the place, the first environment that has it counts.
        """
        found = PLACE.match(place)
        tried = (place, found[0] if found else place)
        return next(
            (self.rows[where, one] for where in (environment, "") for one in tried if (where, one) in self.rows), None
        )

    def type(self, place: str, environment: str = "") -> str:
        row = self.row(place, environment)
        return "" if row is None else self.items[row].type
