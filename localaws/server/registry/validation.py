"""Refuses what CloudFormation refuses before it calls a service."""

from functools import cache
from typing import Any

import regex
from jsonschema import Draft7Validator, ValidationError, _keywords, _utils

from localaws.server.registry.coercion import coerce
from localaws.server.registry.schema import Schema, load, pointers

_JSON_NAMES = {dict: "JSONObject", list: "JSONArray", str: "String", bool: "Boolean", int: "Integer", float: "Number"}
# The registry's patterns are Java's: `regex` reads what `re` does not (\p{L}), and jsonschema has no setting for it.
_keywords.re = _utils.re = regex
_OURS = ("properties", "patternProperties", "definitions", "required", "oneOf", "anyOf", "allOf")


class InvalidPropertiesError(ValueError):
    """Properties that do not fit the type's schema; the message is worded like CloudFormation's."""


def validated(type_name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return the properties, scalars coerced.

    Raises:
        InvalidPropertiesError: unknown, missing or wrong properties, all of them listed.
    """
    found: dict[str, Any] = coerce(properties, load(type_name), load(type_name))
    errors = sorted(_validator(type_name).iter_errors(found), key=lambda error: [str(part) for part in error.path])
    if errors:
        listed = ", ".join(_worded(error) for error in errors)
        raise InvalidPropertiesError(
            f"Properties validation failed for resource of type {type_name} with message:\n[{listed}]"
        )
    return found


@cache
def _validator(type_name: str) -> Draft7Validator:
    schema = load(type_name)
    own = {keyword: _without_foreign_patterns(schema[keyword]) for keyword in _OURS if keyword in schema}
    settable = {path[0] for path in pointers(type_name, "createOnlyProperties")} | set(own.get("required", []))
    for path in pointers(type_name, "readOnlyProperties"):
        if len(path) == 1 and path[0] not in settable:
            own["properties"].pop(path[0], None)
    return Draft7Validator({**own, "type": "object", "additionalProperties": False})


def _without_foreign_patterns(node: Any) -> Any:
    """Drop the few regular expressions that not even `regex` can read, and cfn-lint's own keywords."""
    if isinstance(node, dict):
        return {k: _without_foreign_patterns(v) for k, v in node.items() if k != "cfnLint" and not _foreign(k, v)}
    return [_without_foreign_patterns(member) for member in node] if isinstance(node, list) else node


def _foreign(keyword: str, value: Any) -> bool:
    if keyword != "pattern" or not isinstance(value, str):
        return False
    try:
        regex.compile(value)
    except regex.error:
        return True
    return False


def _worded(error: ValidationError) -> str:
    """Word one finding as CloudFormation does."""
    where = "#" + "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "additionalProperties":
        known: Schema = error.schema.get("properties", {})
        extra = ", ".join(sorted(set(error.instance) - set(known)))
        return f"{where}: extraneous key [{extra}] is not permitted"
    if error.validator == "required":
        missing = ", ".join(key for key in error.validator_value if key not in error.instance)
        return f"{where}: required key [{missing}] not found"
    if error.validator == "type":
        return f"{where}: expected type: {error.validator_value}, found: {_JSON_NAMES.get(type(error.instance))}"
    return f"{where}: failed validation constraint for keyword [{error.validator}]"
