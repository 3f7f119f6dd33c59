"""CloudFormation takes "100" for a number and "true" for a boolean, and the other way round."""

import re
from collections.abc import Iterator
from typing import Any

import regex

from localaws.server.registry.schema import Schema

_INTEGER = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def coerce(value: Any, schema: Schema, root: Schema) -> Any:
    """Return the value with its scalars in the types that the schema wants; members that are null are dropped."""
    schema = resolve(schema, root)
    if isinstance(value, dict):
        return {k: coerce(v, _member(k, schema, root), root) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [coerce(v, schema.get("items", {}), root) for v in value]
    return _scalar(value, _types(schema))


def resolve(schema: Schema, root: Schema) -> Schema:
    """Follow `$ref` within the type's own schema."""
    while "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def _types(schema: Schema) -> set[str]:
    declared = schema.get("type", [])
    return {declared} if isinstance(declared, str) else set(declared)


def _member(name: str, schema: Schema, root: Schema) -> Schema:
    """Return the schema of one member, wherever in the alternatives it is declared."""
    for candidate in _alternatives(schema, root):
        if name in candidate.get("properties", {}):
            return dict(candidate["properties"][name])
        for pattern, member in candidate.get("patternProperties", {}).items():
            if regex.search(pattern, name):
                return dict(member)
    return {}


def _alternatives(schema: Schema, root: Schema) -> Iterator[Schema]:
    yield schema
    for keyword in ("oneOf", "anyOf", "allOf"):
        for branch in schema.get(keyword, []):
            yield from _alternatives(resolve(branch, root), root)


def _scalar(value: Any, types: set[str]) -> Any:
    if isinstance(value, str) and "string" not in types:
        return _from_text(value, types)
    if types == {"string"} and isinstance(value, bool):
        return str(value).lower()
    if types == {"string"} and isinstance(value, int | float):
        return str(value)
    return value


def _from_text(value: str, types: set[str]) -> Any:
    if "boolean" in types and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if types & {"integer", "number"} and _INTEGER.fullmatch(value):
        return int(value)
    if "number" in types and _NUMBER.fullmatch(value):
        return float(value)
    return value
