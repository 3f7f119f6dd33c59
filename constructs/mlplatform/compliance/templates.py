"""The templates of a synth on disk: those of its stacks, and those nested in them, which are assets."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .rules.cfn import as_map, text
from .rules.given import Given, bound, given_by

NESTED = "AWS::CloudFormation::Stack"


@dataclass
class Templates:
    """Bodies by file. `nested`: file and logical id of a stack resource to the file of its template."""

    bodies: dict[Path, Any] = field(default_factory=dict)
    nested: dict[tuple[Path, str], Path] = field(default_factory=dict)

    def named(self, name: Callable[[Path], str]) -> tuple[dict[str, Any], set[tuple[str, str]]]:
        """Both by the names that a caller gives to files."""
        nested = set(self.nested.values())
        bodies = {
            name(path): bound(body, self._given(path)) if path in nested else body
            for path, body in sorted(self.bodies.items())
        }
        return bodies, {(name(path), resource) for path, resource in self.nested}

    def _given(self, path: Path) -> list[Given]:
        """What each stack that nests the template gives its parameters."""
        around = [(self.bodies[file], key) for (file, key), target in sorted(self.nested.items()) if target == path]
        return [given_by(body, key) for body, key in around]


def read_templates(paths: Iterable[Path]) -> Templates:
    """The templates of these stacks, and of the stacks nested in them, however deep."""
    found = Templates()
    for path in paths:
        follow(found, path, _read, assets(path))
    return found


def follow(found: Templates, path: Path, read: Callable[[Path], Any], known: Mapping[str, Path]) -> None:
    """Add a template and all that are nested in it. `read` gives None for what it cannot read."""
    waiting = [path]
    while waiting:
        file = waiting.pop()
        if file not in found.bodies:
            body = read(file)
            if body is None:
                continue
            found.bodies[file] = body
        resources = as_map(as_map(found.bodies[file]).get("Resources"))
        for key, resource in resources.items():
            target = _target(file, resource, known)
            if target is not None and (file, key) not in found.nested and read(target) is not None:
                found.nested[file, key] = target
                waiting.append(target)


def _target(file: Path, resource: Any, known: Mapping[str, Path]) -> Path | None:
    """The file of a nested stack's template: an asset of the synth, or a path beside the template."""
    if as_map(resource).get("Type") != NESTED:
        return None
    url = text(as_map(as_map(resource).get("Properties")).get("TemplateURL"))
    if "://" not in url:
        beside = file.parent / url
        return beside if url and "${" not in url and beside.is_file() else None
    return known.get(url.rpartition("/")[2])


def assets(stack: Path) -> dict[str, Path]:
    """The files among the assets of a stack, by the key of their object in the bucket."""
    manifest = stack.with_name(stack.name.removesuffix(".template.json") + ".assets.json")
    if not manifest.is_file():
        return {}
    body = _read(manifest)
    found = {}
    for asset in map(as_map, as_map(as_map(body).get("files")).values()):
        source, destinations = as_map(asset.get("source")), as_map(asset.get("destinations"))
        if source.get("packaging") == "file" and isinstance(source.get("path"), str):
            for destination in destinations.values():
                key = text(as_map(destination).get("objectKey")).rpartition("/")[2]
                found[key] = stack.parent / source["path"]
    return found


def _read(path: Path) -> Any:
    """The body of a template; None for an asset that is no JSON, so that the stack which names it has a finding."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
