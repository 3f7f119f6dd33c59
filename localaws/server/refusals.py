"""Handlers that refuse: types that are not supported, and properties that the engine's own types would not check."""

from collections.abc import Callable
from typing import Any

from localaws.server.account import Account
from localaws.server.lifecycle import own_tags
from localaws.server.registry.validation import validated
from localaws.server.resource import Facet, Properties


def unsupported(type_name: str) -> dict[str, Any]:
    """Return a handler whose create fails: a type is never skipped silently."""

    def refuse(*_arguments: object) -> None:
        raise ValueError(f"{type_name} is not supported by the local AWS.")

    return {"create": refuse, "update": refuse, "delete": refuse}


def checked(type_name: str, handler: dict[str, Any], complements: tuple[Facet, ...] = ()) -> dict[str, Any]:
    """Return the engine's handler behind the registry schema's validation.

    Args:
        type_name: the type.
        handler: the engine's functions for it.
        complements: what those functions drop, applied through the service's API afterwards.
    """
    create: Callable[..., Any] = handler["create"]
    update: Callable[..., Any] | None = handler.get("update")

    def checked_create(logical_id: str, properties: dict[str, Any], stack_name: str) -> Any:
        wanted = _coerced(type_name, properties)
        physical_id, attributes = create(logical_id, wanted, stack_name)
        try:
            _complement(complements, physical_id, {}, wanted)
        except Exception:
            handler["delete"](physical_id, wanted)
            raise
        return physical_id, attributes

    def checked_update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        assert update is not None
        wanted = _coerced(type_name, new)
        updated_id, attributes = update(physical_id, old, wanted, *rest)
        _complement(complements, updated_id, {} if updated_id != physical_id else old, wanted)
        return updated_id, attributes

    return {**handler, "create": checked_create, **({"update": checked_update} if update else {})}


def _complement(facets: tuple[Facet, ...], physical_id: str, old: Properties, new: Properties) -> None:
    for facet in facets:
        if facet.differs(old, new):
            facet.apply(Account.current(), physical_id, new)


def _coerced(type_name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Validate without the engine's `aws:` tags, which stay for its own handler."""
    own = validated(type_name, own_tags(type_name, properties))
    return {
        name: properties[name] if name.endswith("Tags") else own.get(name, value) for name, value in properties.items()
    }
