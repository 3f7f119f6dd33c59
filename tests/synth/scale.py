"""Organisations of many users, synthesized; and what of an assembly belongs to which stack."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App

import app as entry
from mlplatform.compliance.ids import OWN_PACK
from mlplatform.compliance.report import RAN
from mlplatform.lock import hold, read_lock
from mlplatform.settings import load_organisation
from stacks.organisation import shards_of
from tests.conftest import ROOT, synth
from tools import crowd
from tools.crowd import Line

Synth = Callable[[Path, Path], None]
"""From a configuration to an assembly in a folder."""


@dataclass(frozen=True)
class Scale:
    """So many users in so many shards, and how they are synthesized."""

    users: int
    shards: int
    synth: Synth

    def assembly(self, folder: Path, users: Sequence[Line]) -> Path:
        """The assembly of these users, gates and all; nothing may be open."""
        self.synth(crowd.organisation(folder, users, shards=self.shards), folder / "out")
        return folder / "out"


def here(config: Path, outdir: Path) -> None:
    """All that app.py does, in this process: it saves the start of Python and node, which is most of a small synth."""
    app = new_app(outdir)
    organisation = load_organisation(config)
    locked = read_lock(config, organisation=organisation.name)
    entry.build(app, organisation)
    hold(app, organisation, locked=locked, shards=shards_of(organisation), config=config)
    assert entry.synthesize(app) == 0


def as_the_command_line_does(config: Path, outdir: Path) -> None:
    """app.py as a program."""
    result = synth(outdir, config)
    assert result.returncode == 0, result.stderr


def new_app(outdir: Path) -> App:
    """The App of app.py, with the context of cdk.json; it writes to a folder."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | entry.SAME_BYTES
    return App(outdir=str(outdir), context=context, builtin_cloud_formation_validation=False)


def templates(assembly: Path) -> dict[str, bytes]:
    """The template of every stack."""
    suffix = ".template.json"
    return {path.name.removesuffix(suffix): path.read_bytes() for path in assembly.glob(f"*{suffix}")}


def changed(before: Path, after: Path) -> set[str]:
    """Stacks whose templates differ in any byte, come or go."""
    one, other = templates(before), templates(after)
    return {stack for stack in one.keys() | other.keys() if one.get(stack) != other.get(stack)}


def moved(before: Path, after: Path, stacks: Collection[str]) -> list[str]:
    """Whatever differs between two assemblies, but for what belongs to these stacks."""
    one, other = _without(before, stacks), _without(after, stacks)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _without(assembly: Path, stacks: Collection[str]) -> dict[str, str]:
    """Digest of each file, and of each part of those that speak of every stack; what belongs to the stacks left out."""
    own = {f"{stack}.{file}.json" for stack in stacks for file in ("template", "assets", "metadata")}
    artifacts = {name for stack in stacks for name in (stack, f"{stack}.assets")}
    parts: dict[str, bytes] = {}
    for path in sorted(path for path in assembly.rglob("*") if path.is_file()):
        name = str(path.relative_to(assembly))
        if name == "manifest.json":
            parts |= _parts(name, json.loads(path.read_text()), ("artifacts",), artifacts)
        elif name == "tree.json":
            parts |= _parts(name, json.loads(path.read_text()), ("tree", "children"), set(stacks))
        elif name == "validation-report.json":
            parts |= _parts(name, _digests_apart(json.loads(path.read_text())), ("digests",), own)
        elif name not in own:
            parts[name] = path.read_bytes()
    return {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}


def _parts(name: str, document: Any, path: Sequence[str], left_out: Collection[str]) -> dict[str, bytes]:
    """A document in parts: each entry of the mapping at the path but those left out, and all the rest as one."""
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    entries = holder.pop(path[-1])
    parts = {f"{name} {key}": entry for key, entry in entries.items() if key not in left_out}
    return {key: json.dumps(part).encode() for key, part in {name: document, **parts}.items()}


def _digests_apart(report: Any) -> Any:
    """The report with the proof of our own plugin, which has each template's digest, as a mapping of its own."""
    [ours] = [plugin for plugin in report["pluginReports"] if plugin["pluginName"] == OWN_PACK]
    [proof] = [violation for violation in ours["violations"] if violation["ruleName"] == RAN]
    return {**report, "digests": proof.pop("ruleMetadata")}
