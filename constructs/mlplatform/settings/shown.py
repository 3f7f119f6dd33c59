"""How the report shows places and values."""

import re

from .node import Node, Path
from .scalars import resolve

_LONGEST = 80
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.<:-]{1,64}")


def shown_text(text: str) -> str:
    """A text on one line, shortened, with everything that a terminal would act on escaped."""
    if not text:
        return "an empty text"
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in short
    )


def shown_key(path: Path) -> str:
    """A dotted key, such as `environments[0].network.create.cidr`."""
    key = ""
    for step in path:
        if isinstance(step, int):
            key += f"[{step}]"
            continue
        name = step if _PLAIN_KEY.fullmatch(step) else f'"{shown_text(step) if step else ""}"'
        key += f".{name}" if key else name
    return key


def shown_value(node: Node | None) -> str:
    """What was found at a node, in a few words."""
    if node is None:
        return "nothing"
    if node.entries is not None:
        return (
            f"a mapping of {', '.join(map(shown_text, list(node.entries)[:6]))}" if node.entries else "an empty mapping"
        )
    if node.items is not None:
        return f"a list of {len(node.items)}" if node.items else "an empty list"
    if node.scalar is None:
        return "nothing"
    if isinstance(node.scalar, bool):
        return f"{node.text}, which YAML reads as true or false"
    if isinstance(node.scalar, int | float):
        return f"{shown_text(node.text)}, which YAML reads as a number"
    return (
        f'"{shown_text(node.scalar)}", a text because of its quotes'
        if _looks_other(node.scalar)
        else shown_text(node.scalar)
    )


def _looks_other(text: str) -> bool:
    """Whether a text would be something else without its quotes."""
    return text != "" and not isinstance(resolve(text), str)
