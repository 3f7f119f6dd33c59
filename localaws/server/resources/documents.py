"""JSON documents and tags in the shapes that the services want."""

import json
from typing import Any


def text(document: Any) -> str:
    """Return a policy as the services want it; a template may carry it as an object or as text."""
    return document if isinstance(document, str) else json.dumps(document)


def tag_list(properties: dict[str, Any], name: str = "Tags") -> list[dict[str, str]]:
    """Return the tags as Key/Value pairs, whether the template has a list or a map."""
    tags = properties.get(name) or []
    return [{"Key": k, "Value": v} for k, v in tags.items()] if isinstance(tags, dict) else tags


def tag_map(properties: dict[str, Any], name: str = "Tags") -> dict[str, str]:
    """Return the tags as a map."""
    return {tag["Key"]: tag["Value"] for tag in tag_list(properties, name)}


def picked(properties: dict[str, Any], *names: str, **renamed: str) -> dict[str, Any]:
    """Return the named properties that are set; `Api=Property` renames one."""
    wanted = {name: name for name in names} | renamed
    return {api: properties[own] for api, own in wanted.items() if own in properties}


def lower_first(value: Any) -> Any:
    """Return a structure with its keys in lowerCamelCase, as the developer tools' APIs spell them."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: lower_first(member) for key, member in value.items()}
    return [lower_first(member) for member in value] if isinstance(value, list) else value
