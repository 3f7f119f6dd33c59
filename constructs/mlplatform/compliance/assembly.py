"""Reading a cloud assembly: its templates and what was acknowledged in it. Stages are assemblies within."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ACKNOWLEDGED = "aws:cdk:acknowledged-rules"


@dataclass(frozen=True, order=True)
class Written:
    """An acknowledgement as the constructs wrote it."""

    path: str
    id: str
    reason: str


def stack_templates(assembly: Path) -> Iterator[Path]:
    """The template of every stack, those of Stages included."""
    for folder, artifact in _artifacts(assembly):
        if artifact["type"] == "aws:cloudformation:stack":
            yield folder / artifact["properties"]["templateFile"]


def acknowledgements(assembly: Path) -> list[Written]:
    """Every acknowledgement below a stack; those at an App or a Stage leave no trace here."""
    found: set[Written] = set()
    for folder, artifact in _artifacts(assembly):
        blocks = [artifact.get("metadata") or {}]
        if "additionalMetadataFile" in artifact:
            blocks.append(json.loads((folder / artifact["additionalMetadataFile"]).read_text(encoding="utf-8")))
        for block in blocks:
            found.update(_written(block))
    return sorted(found)


def _artifacts(assembly: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    for artifact in manifest.get("artifacts", {}).values():
        yield assembly, artifact
        if artifact["type"] == "cdk:cloud-assembly":
            yield from _artifacts(assembly / artifact["properties"]["directoryName"])


def _written(block: Mapping[str, Any]) -> Iterator[Written]:
    for path, entries in block.items():
        for entry in entries:
            if isinstance(entry, Mapping) and entry.get("type") == _ACKNOWLEDGED:
                yield from (Written(path.lstrip("/"), key, str(reason)) for key, reason in entry["data"].items())
