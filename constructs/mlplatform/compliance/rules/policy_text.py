"""Policy documents in every form in which they can stand: a map, JSON text, a function that gives such a text."""

import json
from collections.abc import Mapping
from typing import Any

from .cfn import is_intrinsic, text
from .unreadable import UnreadableError

_TEXTS = ("Fn::Sub", "Fn::Join")


def document_of(document: Any, path: str) -> Mapping[str, Any]:
    """The document as a map; `UnreadableError` when only a deployment can read it."""
    if document is None:
        return {}
    if is_intrinsic(document):
        ((name, argument),) = document.items()
        if name == "Fn::ToJsonString":
            return document_of(argument, path)
        if name not in _TEXTS:
            raise UnreadableError(f"it is {text(document)}, which only a deployment can read", path)
        document = text(document)
    if isinstance(document, str):
        return _parsed(document, path)
    if not isinstance(document, dict):
        raise UnreadableError(f"it is a {type(document).__name__}, not a map", path)
    return document


def _parsed(document: str, path: str) -> Mapping[str, Any]:
    try:
        parsed = json.loads(document)
    except ValueError:
        raise UnreadableError("it is a text that is no JSON", path) from None
    if not isinstance(parsed, dict):
        raise UnreadableError(f"it is a text that holds a {type(parsed).__name__}, not a map", path)
    return parsed
