"""One YAML document and its mistakes."""

from dataclasses import dataclass, field

from .mistakes import Mistake
from .node import Node, Path
from .shown import shown_key, shown_value


@dataclass(kw_only=True)
class Document:
    """The tree of a file, and the mistakes found in it so far."""

    file: str
    root: Node
    mistakes: list[Mistake] = field(default_factory=list)

    def node(self, path: Path) -> Node | None:
        """The node at a path, or None when there is none."""
        node: Node | None = self.root
        for step in path:
            node = node.child(step) if node else None
        return node

    def line(self, path: Path) -> int:
        """The line of a key or an entry; of the closest one above when it is missing."""
        node, line = self.root, self.root.line
        for step in path:
            child = node.child(step)
            if child is None:
                return line
            # A value may stand lines below its key, and an alias stands where its anchor is: the key is the place.
            line = node.key_lines.get(step, child.line) if isinstance(step, str) else child.line
            node = child
        return line

    def report(self, path: Path, *, expected: str, fix: str, found: str = "") -> None:
        """Note a mistake at a path; what was found there is shown unless `found` says it better."""
        self.mistakes.append(
            Mistake(
                file=self.file,
                line=self.line(path),
                key=shown_key(path),
                found=found or shown_value(self.node(path)),
                expected=expected,
                fix=fix,
            )
        )

    def texts(self, *path: str) -> dict[int, str]:
        """The texts under a key of each entry of a list, such as ("teams", "name"), of valid and invalid entries."""
        *above, key = path
        node = self.node(above)
        names = {index: item.child(key) for index, item in enumerate((node.items if node else None) or ())}
        return {index: name.scalar for index, name in names.items() if name and isinstance(name.scalar, str)}
