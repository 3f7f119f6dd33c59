"""From a line of the CSV to cdk.out: who comes, goes, is renamed or changes persona moves nobody else.

320 users in 16 shards at every run, by the functions of app.py; 10 000 in 64 shards nightly, by app.py as a program.
tests/unit/users shows the same for any users at all, on the templates of the shards alone.
"""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import app as entry
from mlplatform.compliance.report import read_report
from mlplatform.settings import load_organisation
from mlplatform.settings.names import shard_of
from mlplatform.users.shard_template import CLEAN_UP
from tests.conftest import Assembly
from tests.synth.scale import Scale, as_the_command_line_does, changed, here, moved, new_app, templates
from tools.bench_templates import stacks_of
from tools.crowd import PERSONAS, Line, crowd, organisation

FEW = Scale(320, 16, here)
MANY = Scale(10_000, 64, as_the_command_line_does)
SEEDS = (1, pytest.param(2, marks=pytest.mark.nightly))
RESOURCES, SIZE = 450, 900_000
"""Of the 500 and the megabyte that CloudFormation takes: room for what a later release adds."""


@dataclass(frozen=True)
class Before:
    """An organisation before anything changes."""

    scale: Scale
    users: tuple[Line, ...]
    assembly: Path

    def after(self, folder: Path, users: list[Line]) -> Path:
        return self.scale.assembly(folder, users)

    def stack(self, user: str) -> str:
        return f"acme-main-Users-shared-{shard_of(user, self.scale.shards):02d}"


SCALES = [
    pytest.param(FEW, id="320 users"),
    pytest.param(MANY, id="10000 users", marks=[pytest.mark.nightly, pytest.mark.timeout(1800)]),
]


@pytest.fixture(scope="session", params=SCALES)
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    scale: Scale = request.param
    users = crowd(scale.users)
    return Before(scale, tuple(users), scale.assembly(tmp_path_factory.mktemp("before"), users))


def _someone(before: Before, seed: int) -> int:
    return random.Random(seed).randrange(before.scale.users)


def _people(template: bytes) -> dict[str, tuple[str, Any]]:
    """Logical id and body of each profile, by the name of its user."""
    resources = json.loads(template)["Resources"]
    profiles = {id_: one for id_, one in resources.items() if one["Type"] == "AWS::SageMaker::UserProfile"}
    assert set(resources) - set(profiles) == {CLEAN_UP}
    return {one["Properties"]["Tags"][1]["Value"]: (id_, one) for id_, one in profiles.items()}


def touched(before: Before, after: Path, stacks: set[str]) -> set[str]:
    """The users whose profiles came, went or differ, in these stacks; nothing else of the assembly may."""
    assert changed(before.assembly, after) == stacks
    assert moved(before.assembly, after, stacks) == []
    old, new = templates(before.assembly), templates(after)
    users: set[str] = set()
    for stack in stacks:
        was, now = _people(old[stack]), _people(new[stack])
        users |= {user for user in was.keys() | now.keys() if was.get(user) != now.get(user)}
    return users


@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_user_changes_one_template(before: Before, seed: int, tmp_path: Path) -> None:
    at, name = _someone(before, seed), f"new.comer-{seed}@example.com"
    after = before.after(tmp_path, [*before.users[:at], (name, "lead"), *before.users[at:]])
    assert touched(before, after, {before.stack(name)}) == {name}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_user_who_leaves_changes_one_template(before: Before, seed: int, tmp_path: Path) -> None:
    at = _someone(before, seed)
    name = before.users[at][0]
    after = before.after(tmp_path, [*before.users[:at], *before.users[at + 1 :]])
    assert touched(before, after, {before.stack(name)}) == {name}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_renamed_user_changes_two_templates_at_most(before: Before, seed: int, tmp_path: Path) -> None:
    at, name = _someone(before, seed), f"married.name-{seed}@example.com"
    old, persona = before.users[at]
    after = before.after(tmp_path, [*before.users[:at], (name, persona), *before.users[at + 1 :]])
    assert touched(before, after, {before.stack(old), before.stack(name)}) == {old, name}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_persona_changes_one_property_of_one_template(before: Before, seed: int, tmp_path: Path) -> None:
    at = _someone(before, seed)
    name, persona = before.users[at]
    other = next(one for one in PERSONAS if one != persona)
    after = before.after(tmp_path, [*before.users[:at], (name, other), *before.users[at + 1 :]])
    stack = before.stack(name)
    assert touched(before, after, {stack}) == {name}
    (was, old), (now, new) = (_people(templates(folder)[stack])[name] for folder in (before.assembly, after))
    assert was == now
    assert {key for key in old["Properties"] if old["Properties"][key] != new["Properties"][key]} == {"UserSettings"}


def test_every_stack_has_room(before: Before) -> None:
    full = {one.name: one for one in stacks_of(before.assembly) if one.resources > RESOURCES or one.size > SIZE}
    assert full == {}


@pytest.mark.parametrize("user", ["last", pytest.param("first", marks=pytest.mark.nightly)])
def test_a_fault_in_one_profile_among_all_is_found(before: Before, user: str, tmp_path: Path) -> None:
    """Seeded past the constructs, as an override is: among thousands the rule sees this one, and nothing else."""
    name = before.users[0 if user == "first" else -1][0]
    stack = before.stack(name)
    logical_id, _ = _people(templates(before.assembly)[stack])[name]
    app = new_app(tmp_path / "out")
    config = organisation(tmp_path, before.users, shards=before.scale.shards)
    entry.build(app, load_organisation(config))
    profiles = app.node.find_child(stack).node.find_child("Shard").node.find_child("Profiles")
    profile: Any = profiles.node.find_child(logical_id)
    profile.add_property_deletion_override("UserSettings.ExecutionRole")
    assert entry.synthesize(app) == 1
    found = read_report(tmp_path / "out").open
    assert [(one.rule, one.logical_id) for one in found] == [("SM-USR-01", logical_id)]
    assert Path(found[0].template).name == f"{stack}.template.json"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


FAULTS: list[tuple[str, Callable[[Path], object]]] = [
    ("asset", lambda out: _edit(next(out.glob("asset.*/custom_resources")) / "log.py", "import", "import ")),
    ("more", lambda out: (out / "more.json").write_text("{}")),
    ("acme-main-Network.assets.json", lambda out: _edit(out / "acme-main-Network.assets.json", "{", "{ ")),
    ("manifest.json", lambda out: _edit(out / "manifest.json", "acme-main-Network.template.json", "other.json")),
    ("tree.json", lambda out: _edit(out / "tree.json", "acme-main-Network/", "acme-main-Elsewhere/")),
    ("validation-report.json", lambda out: _edit(out / "validation-report.json", "rules ran", "rules")),
]


@pytest.mark.parametrize(("where", "fault"), FAULTS, ids=[where for where, _ in FAULTS])
def test_whatever_else_differs_would_be_seen(
    where: str, fault: Callable[[Path], object], minimal: Assembly, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(minimal.folder, out)
    stacks = {"acme-main-Users-shared-00"}
    assert moved(minimal.folder, out, stacks) == []
    fault(out)
    [found] = moved(minimal.folder, out, stacks)
    assert found.startswith(where)


def test_a_changed_template_is_seen(minimal: Assembly, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(minimal.folder, out)
    assert changed(minimal.folder, out) == set()
    _edit(out / "acme-main-Network.template.json", "{", "{ ")
    assert changed(minimal.folder, out) == {"acme-main-Network"}
