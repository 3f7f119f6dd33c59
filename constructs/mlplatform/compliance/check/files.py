"""Which files are templates, and what keeps one from being read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlplatform.compliance.templates import Templates, assets, follow

from .parsing import NotATemplateError, parse

SUFFIXES = (".json", ".yaml", ".yml", ".template")
MOST_BYTES = 8_000_000
"""A template has 1 MB at most: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html;
eight times that leaves room for indentation, and none for what fills the memory."""

_MARKS = ("Resources", "AWSTemplateFormatVersion")


@dataclass
class Handed:
    """What was handed in: bodies by the name of their file, and the reason for each file that is no template.

    `nested`: file and logical id of each stack resource whose template is among them.
    """

    templates: dict[str, Any] = field(default_factory=dict)
    nested: set[tuple[str, str]] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def handed_in(paths: Sequence[Path]) -> Handed:
    """The templates at the paths. In a folder, files that are clearly something else are passed over."""
    handed = Handed()
    for path in paths:
        if path.is_dir():
            _folder(path, handed)
        else:
            _file(path, handed, among_others=False)
    _add_nested(handed)
    return handed


def _add_nested(handed: Handed) -> None:
    """Templates of nested stacks: assets of the synth that wrote the template, or files beside it."""
    found = Templates({Path(name): body for name, body in handed.templates.items()})
    for path in list(found.bodies):
        follow(found, path, _nested, assets(path))
    handed.templates, handed.nested = found.named(str)


def _nested(path: Path) -> Any:
    try:
        return parse(_text(path), json_only=path.suffix == ".json")
    except NotATemplateError:
        return None


def _folder(folder: Path, handed: Handed) -> None:
    before = len(handed.templates) + len(handed.refused)
    try:
        for path in _below(folder):
            _file(path, handed, among_others=True)
    except OSError as error:
        handed.refused.append(f"{folder}: it cannot be read: {error.strerror or error}")
    if len(handed.templates) + len(handed.refused) == before:
        handed.refused.append(f"{folder}: the folder holds no template ({', '.join(SUFFIXES)} with Resources)")


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder in a fixed order; hidden folders, node_modules and links to folders are left out."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if not path.is_symlink() and not path.name.startswith(".") and path.name != "node_modules":
                yield from _below(path)
        elif path.suffix in SUFFIXES:
            yield path


def _file(path: Path, handed: Handed, *, among_others: bool) -> None:
    text = ""
    try:
        text = _text(path)
        body = parse(text, json_only=path.suffix == ".json")
    except NotATemplateError as error:
        if not among_others or not text or any(mark in text for mark in _MARKS):
            handed.refused.append(f"{path}: {error}")
        return
    if not isinstance(body, dict) or not any(mark in body for mark in _MARKS):
        if not among_others:
            handed.refused.append(f"{path}: it has no Resources")
    elif not body.get("Resources"):
        handed.refused.append(f"{path}: its Resources are empty, and a template has one at least")
    else:
        handed.templates[str(path)] = body


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotATemplateError(f"it is larger than {MOST_BYTES} bytes; CloudFormation takes a million")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NotATemplateError(f"it cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise NotATemplateError(f"it is not UTF-8 (byte {error.start})") from None
