"""Circles of references, which CloudFormation refuses: among resources, and among conditions."""

from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import as_list, as_map, maps_within, references


def circles(body: Mapping[str, Any]) -> Iterator[str]:
    """The members of each circle, as text."""
    for graph in (_of_resources(body), _of_conditions(body)):
        yield from (" and ".join(sorted(circle)) for circle in _circles(graph))


def _of_resources(body: Mapping[str, Any]) -> dict[str, set[str]]:
    resources = as_map(body.get("Resources"))
    return {
        key: {one for one in _needs(resource) if one in resources}
        for key, resource in resources.items()
        if isinstance(resource, dict)
    }


def _needs(resource: Mapping[str, Any]) -> set[str]:
    waits = {one for one in as_list(resource.get("DependsOn")) if isinstance(one, str)}
    return references(resource.get("Properties")) | waits


def _of_conditions(body: Mapping[str, Any]) -> dict[str, set[str]]:
    conditions = as_map(body.get("Conditions"))
    return {
        key: {
            named
            for part in maps_within(condition)
            if isinstance(named := part.get("Condition"), str) and named in conditions
        }
        for key, condition in conditions.items()
    }


def _circles(graph: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """What is left when everything is taken away that needs nothing, and then what nothing needs."""
    left = _without_ends(_without_ends(graph))
    if left:
        yield set(left)


def _without_ends(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The graph turned around, without those that need nothing, and without those that need only such."""
    needed_by: dict[str, set[str]] = {key: set() for key in graph}
    for key, needs in graph.items():
        for one in needs:
            needed_by[one].add(key)
    open_needs = {key: len(needs) for key, needs in graph.items()}
    free = [key for key, needs in open_needs.items() if not needs]
    for key in free:
        for one in needed_by.pop(key):
            open_needs[one] -= 1
            if not open_needs[one]:
                free.append(one)
    return {key: {one for one in needs if one in needed_by} for key, needs in needed_by.items()}
