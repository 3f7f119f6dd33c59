"""Values of templates in a form that stays the same while they mean the same.

A reference names its target as `<stack>/<logical id>`, whether it leads within a stack or through an export, so that
neither the name of an export nor the place of the one who refers makes a difference.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Bodies = Mapping[str, Mapping[str, Any]]
"""Templates by the names of their stacks."""

Place = str
"""`<stack>/<logical id>`."""


class References:
    """Follows the references of an assembly's templates.

    Args:
        renamed: New places by which the old ones are meant, new to old.
    """

    def __init__(self, bodies: Bodies, *, renamed: Mapping[Place, Place]) -> None:
        self._exports = dict(_exports(bodies))
        self._renamed = renamed

    def followed(self, value: Any, stack: str) -> Any:
        """The value as it stands in a template of the stack, with every reference followed."""
        match value:
            case {"Fn::ImportValue": str(name), **rest} if not rest and name in self._exports:
                producer, exported = self._exports[name]
                return self.followed(exported, producer)
            case {"Ref": str(name), **rest} if not rest and "::" not in name:
                return {"Ref": self._place(stack, name)}
            case {"Fn::GetAtt": str(both), **rest} if not rest:
                name, _, attribute = both.partition(".")
                return {"Fn::GetAtt": [self._place(stack, name), attribute]}
            case {"Fn::GetAtt": [str(name), attribute], **rest} if not rest:
                return {"Fn::GetAtt": [self._place(stack, name), attribute]}
            case dict():
                return {key: self.followed(item, stack) for key, item in value.items()}
            case list():
                return [self.followed(item, stack) for item in value]
        return value

    def _place(self, stack: str, name: str) -> Place:
        place = f"{stack}/{name}"
        return self._renamed.get(place, place)


def _exports(bodies: Bodies) -> Iterator[tuple[str, tuple[str, Any]]]:
    for stack, body in bodies.items():
        for output in body.get("Outputs", {}).values():
            name = output.get("Export", {}).get("Name")
            if isinstance(name, str):
                yield name, (stack, output.get("Value"))
