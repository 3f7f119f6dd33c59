"""The registry schemas, as cfn-lint ships them."""

from functools import cache
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

Schema = dict[str, Any]
_REGION = "us-east-1"  # the region with all types; their schemas hardly differ between regions


@cache
def resource_types() -> frozenset[str]:
    """Return the names of all public types."""
    return frozenset(PROVIDER_SCHEMA_MANAGER.get_resource_types(_REGION))


@cache
def load(type_name: str) -> Schema:
    """Return the schema of one type.

    Raises:
        KeyError: the registry does not know it.
    """
    try:
        found: Schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, type_name).schema
    except ResourceNotFoundError as error:
        raise KeyError(type_name) from error
    return found


def pointers(type_name: str, keyword: str) -> list[tuple[str, ...]]:
    """Return the property paths that the schema lists under `keyword`, such as `createOnlyProperties`."""
    listed = load(type_name).get(keyword) or []
    return [tuple(part for part in pointer.split("/")[2:] if part != "*") for pointer in listed]


def value_at(properties: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path; through lists, the values of all members."""
    if not path:
        return properties
    if isinstance(properties, list):
        return [value_at(member, path) for member in properties]
    return value_at(properties.get(path[0]), path[1:]) if isinstance(properties, dict) else None


def changed_create_only(type_name: str, old: Any, new: Any) -> list[str]:
    """Return the create-only properties that differ: a change to any of them means a replacement."""
    paths = pointers(type_name, "createOnlyProperties")
    return [".".join(path) for path in paths if value_at(old, path) != value_at(new, path)]
