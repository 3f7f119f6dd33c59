"""Two bodies of a resource: the paths at which they differ, and values as a reviewer reads them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

DEPTH = 3
"""How far paths go: `Properties.DefaultUserSettings.SecurityGroups` says enough."""
LONGEST = 600


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Paths, as short as they are exact, sorted."""
    return tuple(sorted(_paths(before, after, ())))


def _paths(before: Any, after: Any, above: tuple[str, ...]) -> Iterator[str]:
    if before == after:
        return
    inside = isinstance(before, Mapping) and isinstance(after, Mapping) and len(above) < DEPTH
    if not inside or any(_is_function(value) for value in (before, after)):
        yield ".".join(above)
        return
    for key in sorted({*before, *after} - {"Metadata"}):
        yield from _paths(before.get(key), after.get(key), (*above, str(key)))


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and (next(iter(value)).startswith("Fn::") or "Ref" in value)


def denied(body: Any) -> set[str]:
    """Every Deny statement of a resource's policies, wherever they stand, as JSON."""
    if isinstance(body, list):
        return {found for item in body for found in denied(item)}
    if not isinstance(body, Mapping):
        return set()
    own = {json.dumps(body, sort_keys=True)} if body.get("Effect") == "Deny" else set()
    return own | {found for item in body.values() for found in denied(item)}


def shown(value: Mapping[str, Any]) -> str:
    """Values by path, as JSON; cut where nobody reads on. The inventory has all of it."""
    text = json.dumps(value, sort_keys=True) if value else ""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
