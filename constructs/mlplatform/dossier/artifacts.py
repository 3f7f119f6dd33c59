"""Stacks as the manifest of an assembly names them: the file of the template, the construct path of each resource."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Note

LOGICAL_ID = "aws:cdk:logicalId"


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """A stack of the manifest. `paths`: logical id to construct path, without the slash in front."""

    stack: str
    template: Path
    paths: Mapping[str, str] = field(default_factory=dict)

    def place(self, logical_id: str) -> str:
        return f"{self.stack}/{logical_id}" if logical_id else self.stack


def artifacts(assembly: Assembly, stacks: Collection[str] | None = None) -> tuple[Artifact, ...]:
    """The stacks of these names, or all, those of stages included; metadata that cannot be read become a note."""
    return tuple(_artifacts(assembly, assembly.folder, stacks))


def _artifacts(assembly: Assembly, folder: Path, stacks: Collection[str] | None) -> Iterator[Artifact]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, artifact in sorted(manifest.get("artifacts", {}).items()):
        properties = artifact.get("properties", {})
        if artifact["type"] == "cdk:cloud-assembly":
            yield from _artifacts(assembly, folder / properties["directoryName"], stacks)
        if artifact["type"] == "aws:cloudformation:stack":
            stack = properties.get("stackName", name)
            if stacks is None or stack in stacks:
                paths = _paths(assembly, folder, stack, artifact)
                yield Artifact(stack=stack, template=folder / properties["templateFile"], paths=paths)


def _paths(assembly: Assembly, folder: Path, stack: str, artifact: Mapping[str, Any]) -> dict[str, str]:
    blocks = [artifact.get("metadata") or {}, _additional(assembly, folder, stack, artifact)]
    return {
        entry["data"]: path.lstrip("/")
        for block in blocks
        for path, entries in block.items()
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and entry.get("type") == LOGICAL_ID and isinstance(entry.get("data"), str)
    }


def _additional(assembly: Assembly, folder: Path, stack: str, artifact: Mapping[str, Any]) -> Mapping[str, Any]:
    """What newer versions of the CDK write into a file beside the manifest."""
    name = artifact.get("additionalMetadataFile")
    if name is None:
        return {}
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return _unread(assembly, stack, f"{name} cannot be read ({type(error).__name__})")
    return found if isinstance(found, dict) else _unread(assembly, stack, f"{name} is no object")


def _unread(assembly: Assembly, stack: str, why: str) -> Mapping[str, Any]:
    """Nothing, and a note, once for however many sections ask."""
    note = Note(about=stack, text=f"Construct paths are missing: {why}.")
    if note not in assembly.notes:
        assembly.notes.append(note)
    return {}
