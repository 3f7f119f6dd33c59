"""Every resource of an environment, with its snippet of the template."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.access.assembly import Stack
from mlplatform.dossier.artifacts import artifacts
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Item

PATH = "aws:cdk:path"


def inventory(assembly: Assembly, place: Place) -> tuple[Item, ...]:
    """The resources, sorted by their place; those under a condition, too, since their snippet says so."""
    names = {stack.name for stack in place.stacks}
    paths = {one.stack: one.paths for one in artifacts(assembly, names)}
    items = (item for stack in place.stacks for item in _items(stack, paths.get(stack.name, {})))
    return tuple(sorted(items, key=lambda item: item.place))


def _items(stack: Stack, paths: Mapping[str, str]) -> Iterator[Item]:
    for logical_id, body in stack.template.get("Resources", {}).items():
        yield Item(
            place=f"{stack.name}/{logical_id}",
            path=_own_path(body) or paths.get(logical_id, ""),
            type=str(body["Type"]),
            snippet=json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False),
        )


def _own_path(body: Mapping[str, Any]) -> str:
    """The construct path that the template itself gives; absent where version reporting of the CDK is off."""
    metadata = body.get("Metadata")
    return str(metadata.get(PATH, "")) if isinstance(metadata, dict) else ""
