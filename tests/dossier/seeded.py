"""A sample's assembly with one thing changed, as a pull request would change it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Template = dict[str, Any]
Body = dict[str, Any]


def copied(assembly: Path, to: Path) -> Path:
    """The templates and manifests of an assembly; the code of functions stays where it is."""
    shutil.copytree(assembly, to, ignore=shutil.ignore_patterns("asset.*", "tree.json"))
    return to


def edited(assembly: Path, stack: str, edit: Callable[[Template], object]) -> None:
    """Change the template of a stack, wherever its name ends so."""
    (path,) = assembly.glob(f"*{stack}.template.json")
    template = json.loads(path.read_text())
    edit(template)
    path.write_text(json.dumps(template))


def of_type(template: Template, type_: str) -> Body:
    """The first resource of a type, by logical id."""
    return next(body for _, body in sorted(template["Resources"].items()) if body["Type"] == type_)


def renamed(assembly: Path, stack: str, type_: str) -> str:
    """Give the first resource of a type another logical id, wherever it is named; the new one."""
    found: list[str] = []
    edited(
        assembly,
        stack,
        lambda t: found.append(next(n for n, b in sorted(t["Resources"].items()) if b["Type"] == type_)),
    )
    for path in assembly.glob("*.template.json"):
        path.write_text(path.read_text().replace(found[0], NEW_NAME))
    return NEW_NAME


NEW_NAME = "Another0123ABCD"
