"""The file as a tree in which everything knows its line."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .scalars import Scalar

Step = str | int
Path = Sequence[Step]


@dataclass(kw_only=True)
class Node:
    """A scalar, a mapping or a list. `size` and `height` bound what aliases multiply."""

    line: int
    text: str = ""
    scalar: Scalar = None
    entries: dict[str, "Node"] | None = None
    items: list["Node"] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1
    height: int = 1

    def plain(self) -> object:
        """The tree as plain Python values."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.scalar

    def child(self, step: Step) -> "Node | None":
        """The node below a key or an index, or None when there is none."""
        if self.entries is not None and isinstance(step, str):
            return self.entries.get(step)
        if self.items is not None and isinstance(step, int) and 0 <= step < len(self.items):
            return self.items[step]
        return None

    def add(self, child: "Node") -> None:
        """Count a child's size and height."""
        self.size += child.size
        self.height = max(self.height, child.height + 1)
