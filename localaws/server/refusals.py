"""Handlers that refuse: types that are not supported, and properties that the engine's own types would not check."""

from collections.abc import Callable
from typing import Any

from localaws.server.lifecycle import own_tags
from localaws.server.registry.validation import validated


def unsupported(type_name: str) -> dict[str, Any]:
    """Return a handler whose create fails: a type is never skipped silently."""

    def refuse(*_arguments: object) -> None:
        raise ValueError(f"{type_name} is not supported by the local AWS.")

    return {"create": refuse, "update": refuse, "delete": refuse}


def checked(type_name: str, handler: dict[str, Any]) -> dict[str, Any]:
    """Return the engine's handler behind the registry schema's validation."""
    create: Callable[..., Any] = handler["create"]
    update: Callable[..., Any] | None = handler.get("update")

    def checked_create(logical_id: str, properties: dict[str, Any], stack_name: str) -> Any:
        return create(logical_id, _coerced(type_name, properties), stack_name)

    def checked_update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        assert update is not None
        return update(physical_id, old, _coerced(type_name, new), *rest)

    return {**handler, "create": checked_create, **({"update": checked_update} if update else {})}


def _coerced(type_name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Validate without the engine's `aws:` tags, which stay for its own handler."""
    own = validated(type_name, own_tags(type_name, properties))
    return {
        name: properties[name] if name.endswith("Tags") else own.get(name, value) for name, value in properties.items()
    }
