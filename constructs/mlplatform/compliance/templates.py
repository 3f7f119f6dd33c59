"""The templates of a synth on disk: those of its stacks, and those that are assets of a stack."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def read_templates(paths: Iterable[Path]) -> dict[Path, Any]:
    """The templates of these stacks, and those of the stacks nested in them, which are assets."""
    found = sorted({template for path in paths for template in (path, *_nested(path))})
    return {path: json.loads(path.read_text(encoding="utf-8")) for path in found}


def _nested(stack: Path) -> Iterator[Path]:
    manifest = stack.with_name(stack.name.removesuffix(".template.json") + ".assets.json")
    if manifest.is_file():
        for asset in json.loads(manifest.read_text(encoding="utf-8"))["files"].values():
            if asset["source"].get("path", "").endswith(".nested.template.json"):
                yield stack.with_name(asset["source"]["path"])
