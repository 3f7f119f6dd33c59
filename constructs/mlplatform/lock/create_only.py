"""Which properties of a stateful type replace its resource, and the values that a template gives them.

create_only.json comes from the registry schemas (`python -m tools.create_only`); the column `also` of the table of
stateful types adds what those get wrong.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .stateful import STATEFUL


@cache
def replacing(type_: str) -> tuple[str, ...]:
    """Paths such as `OfflineStoreConfig.S3StorageConfig`, sorted."""
    return tuple(sorted({*_schemas()[type_]["always"], *_schemas()[type_]["may"], *STATEFUL[type_].also}))


def may_only(type_: str, path: str) -> bool:
    """Whether a change of the property replaces the resource in some cases only."""
    return path in _schemas()[type_]["may"]


def value_at(properties: Any, path: str) -> Any:
    """What stands at a path, None when nothing does; through lists, the values of all members."""
    found = properties
    for step in _steps(path):
        if isinstance(found, list):
            found = [member.get(step) if isinstance(member, Mapping) else None for member in found]
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split(".") if step != "*")


@cache
def _schemas() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("create_only.json").read_text(encoding="utf-8")
    types: dict[str, dict[str, list[str]]] = json.loads(text)["types"]
    return types
