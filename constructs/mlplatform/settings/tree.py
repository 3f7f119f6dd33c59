"""From the events of a YAML parser to a tree.

Events, because a parser emits them without recursion, in the order of the file and before anything is resolved: so
depth, aliases and duplicate keys are ours to bound and to report.
"""

from collections.abc import Callable
from typing import Any

from ruamel.yaml import events

from .mistakes import Mistake
from .node import Node, Step
from .scalars import resolve
from .shown import shown_key, shown_text
from .source import UnreadableError, unreadable

MOST_NODES = 5_000
"""Values in a file once its aliases are expanded. The largest real organisation has some hundreds."""

DEEPEST = 24
"""Levels of nesting. The format has seven."""


class _Open:
    """A mapping or a list that is not complete yet."""

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: str | None = None


class Tree:
    """Takes the events of one document; `root` is the result, `mistakes` what was wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.mistakes: list[Mistake] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def take(self, event: events.Event) -> None:
        """One event of the parser."""
        handlers: dict[type[events.Event], Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.AliasEvent: self._alias,
            events.MappingStartEvent: self._start,
            events.SequenceStartEvent: self._start,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
        }
        if handler := handlers.get(type(event)):
            handler(event)

    def _scalar(self, event: Any) -> None:
        line = _line(event)
        self._refuse_tag(event)
        # A lone surrogate or a control character has no place in a name, and no other tool would take it from us.
        if not event.value.isprintable() and not event.value.replace("\n", " ").isprintable():
            self._mistake(line, shown_text(event.value), "printable characters", "remove the escaped characters")
            event.value = ""
        scalar = resolve(event.value) if event.style is None else event.value
        self._place(Node(line=line, text=event.value, scalar=scalar), event.anchor)

    def _alias(self, event: Any) -> None:
        line, name = _line(event), f"*{shown_text(event.anchor)}"
        if any(frame.anchor == event.anchor for frame in self._open):
            self._mistake(line, f"{name} within what it stands for", "an alias of something complete", "write it out")
        elif event.anchor not in self._anchors:
            self._mistake(line, name, f"an anchor &{event.anchor} before it", "write the value out")
        self._place(self._anchors.get(event.anchor, Node(line=line)), None)

    def _start(self, event: Any) -> None:
        self._refuse_tag(event)
        if len(self._open) >= DEEPEST:
            raise self._stop(_line(event), f"more than {DEEPEST} levels", "a few levels", "check the brackets")
        node = Node(line=_line(event))
        if isinstance(event, events.MappingStartEvent):
            node.entries = {}
        else:
            node.items = []
        self._open.append(_Open(node, event.anchor))

    def _end(self, event: Any) -> None:
        frame = self._open.pop()
        self._place(frame.node, frame.anchor)

    def _place(self, node: Node, anchor: str | None) -> None:
        self._count += 1
        if max(node.size, self._count) > MOST_NODES or node.height > DEEPEST:
            raise self._stop(
                node.line,
                f"more than {MOST_NODES:,} values, aliases expanded",
                "an organisation's file",
                "write aliases out where they repeat aliases; users belong into a CSV file",
            )
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
        elif self._open[-1].node.items is not None:
            self._open[-1].node.items.append(node)
            self._open[-1].node.add(node)
        else:
            self._place_in_mapping(self._open[-1], node)

    def _place_in_mapping(self, frame: _Open, node: Node) -> None:
        if frame.key is None:
            frame.key = self._key(node)
            # The parser gives every key a value, so the line is noted before the value is there.
            if frame.node.entries is not None and frame.key in frame.node.entries:
                first = frame.node.key_lines[frame.key]
                self._mistake(
                    node.line,
                    f"{frame.key} again; it stands on line {first} too",
                    "every key once",
                    "remove one",
                )
            frame.node.key_lines.setdefault(frame.key, node.line)
            return
        if frame.node.entries is not None:
            frame.node.entries.setdefault(frame.key, node)
        frame.node.add(node)
        frame.key = None

    def _key(self, node: Node) -> str:
        if node.entries is not None or node.items is not None:
            self._mistake(node.line, "a list or a mapping as a key", "a word as a key", "write a word before the colon")
        return node.text

    def _refuse_tag(self, event: Any) -> None:
        if event.tag:
            self._mistake(
                _line(event),
                f"the YAML tag {shown_text(str(event.tag))}",
                "no YAML tags",
                "remove the word that starts with !; quotes make a value a text",
            )

    def _mistake(self, line: int, found: str, expected: str, fix: str) -> None:
        self.mistakes.append(
            Mistake(file=self.file, line=line, key=shown_key(self._path()), found=found, expected=expected, fix=fix)
        )

    def _path(self) -> list[Step]:
        """Where the parser is."""
        steps = (frame.key if frame.node.items is None else len(frame.node.items) for frame in self._open)
        return [step for step in steps if step is not None]

    def _stop(self, line: int, found: str, expected: str, fix: str) -> UnreadableError:
        return unreadable(file=self.file, line=line, found=found, expected=expected, fix=fix)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
