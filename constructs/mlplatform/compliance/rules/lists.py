"""Lists and maps in which something must not stand: a rule can only say so when it can read all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, as_map, is_free, is_intrinsic, text
from .model import Resource
from .unreadable import UnreadableError


def readable(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and body of each map in a list; `UnreadableError` when a deployment makes the list, or a member of it."""
    for index, item in enumerate(as_list(value)):
        here = f"{path}.{index}" if isinstance(value, list) else path
        _refuse(item, here)
        yield here, as_map(item)


def readable_map(resource: Resource, path: str) -> Mapping[str, Any]:
    """The map at a path; `UnreadableError` when a deployment makes it."""
    value = resource.get(path)
    _refuse(value, path)
    return as_map(value)


def readable_texts(value: Any, path: str) -> Iterator[str]:
    """Each item of a list as text; `UnreadableError` when a deployment may set one to anything."""
    for item in as_list(value):
        if is_free(text(item)):
            raise UnreadableError(f"{path} is {text(item)}, which a deployment may set to anything", path)
        yield text(item)


def _refuse(value: Any, path: str) -> None:
    if is_intrinsic(value):
        raise UnreadableError(f"{path} is {text(value)}, which only a deployment can read", path)
