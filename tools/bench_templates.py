"""Sizes of the templates of an assembly."""

import json
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".template.json"


@dataclass(frozen=True)
class StackSize:
    """A template beside CloudFormation's limits of 500 resources and 1 MB."""

    name: str
    resources: int
    size: int


def stacks_of(assembly: Path) -> list[StackSize]:
    """The stacks of an assembly by name."""
    return [
        StackSize(
            name=path.name.removesuffix(SUFFIX),
            resources=len(json.loads(path.read_text())["Resources"]),
            size=path.stat().st_size,
        )
        for path in sorted(assembly.glob(f"*{SUFFIX}"))
    ]
