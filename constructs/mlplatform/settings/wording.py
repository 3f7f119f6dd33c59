"""Pydantic's errors in our own words: what was expected, and how to fix it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from .closest import closest, one_of
from .document import Document
from .known import Known
from .node import Path
from .problem import PROBLEM
from .scalars import snippet
from .shown import shown_text

Words = tuple[str, str]
"""What was expected, and the fix."""

_SAMPLE = "config/minimal.yaml shows it"


def report_error(error: ErrorDetails, *, document: Document) -> None:
    """Note one error of pydantic as a mistake of the document."""
    path = _path(error["loc"], document)
    context = error.get("ctx", {})
    if error["type"] == PROBLEM:
        below = context["at"]
        path = (*path, *((int(below[1:-1]),) if below.startswith("[") else (below,) if below else ()))
        document.report(path, expected=context["expected"], fix=context["fix"], found=context["found"])
        return
    expected, fix = _WORDS.get(error["type"], _other)(Known.at(path), path, document, context)
    document.report(path, expected=expected, fix=fix)


def _path(loc: Path, document: Document) -> Path:
    # pydantic marks an error in the key of a mapping with a last step `[key]`.
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


Wording = Callable[[Known, Path, Document, Mapping[str, Any]], Words]


def _missing(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    fix = f"add `{path[-1]}: {snippet(known.example)}`" if known.example is not None else f"add {path[-1]}; {_SAMPLE}"
    return known.description, fix


def _unknown(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    keys = Known.at(path[:-1]).keys
    if path[-1] == "<<":
        return "no merge keys", "write the keys out: YAML 1.2 has no merge keys"
    best = closest(str(path[-1]), keys)
    fix = f"did you mean {best}?" if best else "remove it, or move it to where it belongs (config/minimal.yaml)"
    return f"one of the keys {one_of(keys)}", fix


def _text(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    expected = known.expected or (f"a text: {known.description}" if known.description else "a text")
    node = document.node(path)
    if node is None or node.entries is not None or node.items is not None:
        return expected, "write one value instead of a list or a mapping"
    if node.scalar is None:
        return expected, f"write a value, for example {snippet(known.example)}" if known.example else "write a value"
    fix = f'put it in quotes: "{shown_text(node.text)}"'
    if known.is_account and len(node.text) < 12:
        fix = f'write all 12 digits in quotes, with the leading zeros: "{node.text.zfill(12)}"'
    return expected, fix


def _number(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    example = known.example if known.example is not None else known.default
    return "a whole number", f"write digits without quotes, for example {example}"


def _switch(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    return f"true or false: {known.description}", "write true or false, without quotes"


def _limit(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    if "ge" in context:
        return f"a whole number of {context['ge']} or more", f"write {context['ge']} or more"
    return f"a whole number of {context['le']} at most", f"write {context['le']} or less"


def _choice(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    if path == ("version",):
        return (
            "1, the format that this release reads",
            "write 1; CHANGELOG.md says how to move a file to another format",
        )
    choices = known.choices
    node = document.node(path)
    best = closest(node.text, choices) if node else None
    return one_of(choices), f"did you mean {best}?" if best else f"write {one_of(choices)}"


def _list(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    node = document.node(path)
    # A text that itself spans lines is no example of an entry, but a list that was meant as one.
    alone = node and isinstance(node.scalar, (str, int)) and "\n" not in str(node.scalar)
    example = snippet([node.scalar]) if node and alone else snippet(known.example or [])
    return f"a list: {known.description}", f"write {example}, or one entry a line, each after a dash"


def _mapping(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    if known.keys:
        return f"a mapping of {', '.join(known.keys)}", f"write one `key: value` a line below it; {_SAMPLE}"
    return f"a mapping: {known.description}", "write one `key: value` a line below it, or {} for none"


def _too_many(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    return f"{context['max_length']} entries at most", "remove entries"


def _other(known: Known, path: Path, document: Document, context: Mapping[str, Any]) -> Words:
    return known.description, f"write such a value; {_SAMPLE}"


_WORDS: dict[str, Wording] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": _text,
    "int_type": _number,
    "int_from_float": _number,
    "int_parsing": _number,
    "bool_type": _switch,
    "bool_parsing": _switch,
    "greater_than_equal": _limit,
    "less_than_equal": _limit,
    "literal_error": _choice,
    "tuple_type": _list,
    "too_long": _too_many,
    "model_type": _mapping,
    "dict_type": _mapping,
    "mapping_type": _mapping,
}
