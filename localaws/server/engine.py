"""Teaches the CloudFormation engine our resource types. All that we use of its private parts is in this file.

The version of the engine is pinned in requirements.txt; `install` fails loudly if a part is gone.
"""

from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from localaws.server import (
    bucket_readers,
    catalogue,
    conditions,
    deletions,
    deliveries,
    engine_backups,
    engine_catalogues,
    engine_machines,
    engine_plus,
    exports,
    moto_plus,
    patience,
    stack_requests,
    trust,
)
from localaws.server.lifecycle import Lifecycle
from localaws.server.recorded import RECORDED_ONLY, Recorded
from localaws.server.refusals import checked, unsupported
from localaws.server.registry.coercion import resolve
from localaws.server.registry.schema import load, pointers, resource_types

Handlers = dict[str, dict[str, Any]]

_ADDITIONS = (
    bucket_readers,
    conditions,
    deletions,
    deliveries,
    engine_backups,
    engine_catalogues,
    engine_machines,
    engine_plus,
    exports,
    moto_plus,
    patience,
    stack_requests,
    trust,
)


def install() -> None:
    """Register every type of the registry: ours, the engine's own behind validation, recorded, or refused."""
    for addition in _ADDITIONS:
        addition.install()
    handlers: Handlers = provisioners._RESOURCE_HANDLERS
    ours = {kind.type_name: kind() for kind in catalogue.OWN}
    ours |= {name: Recorded(name) for name in RECORDED_ONLY}
    for name, resource in ours.items():
        handlers[name] = _handler(Lifecycle(resource))
        _describe_changes(name, resource.name_property)
    for name in sorted(set(handlers) & resource_types() - set(ours)):
        if name in catalogue.ENGINES_OWN:
            handlers[name] = checked(name, handlers[name], catalogue.COMPLEMENTS.get(name, ()))
        elif not name.startswith("AWS::CloudFormation::"):
            handlers[name] = unsupported(name)
    for name in resource_types() - set(handlers):
        handlers[name] = unsupported(name)
    _run_on_threads(set(ours) | set(catalogue.COMPLEMENTS))


def _handler(lifecycle: Lifecycle) -> dict[str, Any]:
    return {
        "create": lifecycle.create,
        "update": lifecycle.update,
        "update_with_logical_id": True,
        "delete": lifecycle.delete,
    }


def _describe_changes(name: str, name_property: str | None) -> None:
    """Tell the engine which changes replace the resource, which name blocks that, and where its tags are."""
    provisioners._REPLACING_PROPERTIES[name] = tuple(
        path[0] for path in pointers(name, "createOnlyProperties") if len(path) == 1
    )
    provisioners._CUSTOM_NAME_REPLACEMENT.pop(name, None)
    if name_property:
        provisioners._CUSTOM_NAME_REPLACEMENT[name] = {"name": name_property}
    tagging = load(name).get("tagging") or {}
    tags = load(name)["properties"].get((tagging.get("tagProperty") or "/properties/Tags").rsplit("/", 1)[-1])
    if tags and tagging.get("taggable", True):
        described = resolve(tags, load(name))
        shape = "list" if described.get("type") == "array" or "items" in described else "map"
        provisioners._STACK_TAG_PROPERTY[name] = (
            tagging.get("tagProperty", "/properties/Tags").rsplit("/", 1)[-1],
            shape,
        )
    else:
        provisioners._STACK_TAG_PROPERTY.pop(name, None)


def _run_on_threads(ours: set[str]) -> None:
    """Run our types off the event loop (they call back into this server), and undo a failed update of theirs."""
    on_thread, sends_back = stacks._runs_on_worker_thread, stacks._sends_back_failed_update
    stacks._runs_on_worker_thread = lambda name: name in ours or on_thread(name)
    stacks._sends_back_failed_update = lambda name: name in ours or sends_back(name)
