"""The inventory as compact JSON for the page's script.

Templates repeat themselves: thousands of profiles differ in a name. Each distinct value, however deep, stands once in
a list; an object or array holds the numbers of its members, which stand before it.
"""

import json
from typing import Any

from mlplatform.dossier.document import Dossier

HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Inside of a script element only `</script` and `<!--` mean anything; without `<` neither can stand there."""


class _Values:
    """Distinct values in the order in which they were met, members before what holds them."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, value: Any) -> int:
        if isinstance(value, dict):
            value = {key: self.number(member) for key, member in value.items()}
        elif isinstance(value, list):
            value = [self.number(member) for member in value]
        written = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        if written not in self._numbers:
            self._numbers[written] = len(self.written)
            self.written.append(written)
        return self._numbers[written]


def packed(dossier: Dossier) -> str:
    """JSON that may stand in a script element: names, and rows of environment, stack, id, type, path and snippet."""
    values = _Values()
    rows = [
        [
            number,
            *map(values.number, (*item.place.partition("/")[::2], item.type, item.path, json.loads(item.snippet))),
        ]
        for number, environment in enumerate(dossier.environments)
        for item in environment.inventory
    ]
    names = json.dumps([environment.name for environment in dossier.environments], ensure_ascii=False)
    written = json.dumps(rows, separators=(",", ":"))
    text = f'{{"environments":{names},"values":[{",".join(values.written)}],"rows":{written}}}'
    return text.translate(HARMLESS)
