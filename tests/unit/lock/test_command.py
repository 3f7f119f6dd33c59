"""`make lock`: writes what is there, and is no way around the check."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlplatform.lock import lock_path
from tests.conftest import ROOT, Assembly
from tools import lock, synthesis

MINIMAL = ROOT / "config" / "minimal.yaml"
IMAGES = "acme-main-Images.template.json"
REPOSITORY = "Serving7A42E1DA"
PERMIT = f"\nmoves: [{{action: remove, what: acme-main-Images/{REPOSITORY}, reason: Seeded by a test of the lock}}]\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the minimal organisation, without a lock."""
    for name in ("minimal.yaml", "minimal-users.csv"):
        shutil.copyfile(MINIMAL.parent / name, tmp_path / name)
    return tmp_path / "minimal.yaml"


@pytest.fixture
def synthesized_as(minimal: Assembly, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Stands for the synth: the minimal sample's assembly, with something changed; tests/synth does it for real."""

    def as_(change: Callable[[dict[str, Any]], object] = lambda resources: None) -> None:
        def synthesize(_: Path, folder: Path) -> None:
            shutil.copytree(minimal.folder, folder, dirs_exist_ok=True)
            template = json.loads((folder / IMAGES).read_text())
            change(template["Resources"])
            (folder / IMAGES).write_text(json.dumps(template))

        monkeypatch.setattr(lock, "synthesize", synthesize)

    as_()
    return as_


def _lose(resources: dict[str, Any]) -> None:
    del resources[REPOSITORY]


@pytest.mark.usefixtures("synthesized_as")
def test_it_writes_the_lock_and_then_finds_it_current(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lock.main([str(config), "--check"]) == 1
    assert f"make lock ORG={config}" in capsys.readouterr().err
    assert not lock_path(config).exists()
    assert lock.main([str(config)]) == 0
    assert lock.main([str(config), "--check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{lock_path(config)}: current"
    assert lock_path(config).read_text() == lock_path(MINIMAL).read_text()


def test_it_refuses_what_a_synth_refuses_and_leaves_the_lock_as_it_is(
    config: Path, synthesized_as: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lock.main([str(config)]) == 0
    before = lock_path(config).read_text()
    synthesized_as(_lose)
    assert lock.main([str(config)]) == 1
    assert f"action: remove, what: acme-main-Images/{REPOSITORY}" in capsys.readouterr().err
    assert lock_path(config).read_text() == before


def test_with_permission_it_writes_the_change_and_says_that_the_entry_is_done_with(
    config: Path, synthesized_as: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lock.main([str(config)]) == 0
    config.write_text(config.read_text() + PERMIT)
    synthesized_as(_lose)
    assert lock.main([str(config)]) == 0
    assert "remove those entries" in capsys.readouterr().out
    assert REPOSITORY not in lock_path(config).read_text()


def test_anew_forgets_the_old_lock_even_a_broken_one(
    config: Path, synthesized_as: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    lock_path(config).write_text("{")
    assert lock.main([str(config)]) == 1
    assert "no JSON" in capsys.readouterr().err
    synthesized_as(_lose)
    assert lock.main([str(config), "--anew"]) == 0
    assert REPOSITORY not in lock_path(config).read_text()


def test_what_cannot_be_synthesized_has_no_lock(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(config.read_text().replace("user_shards: 1", "user_shards: 2"))
    assert lock.main([str(config)]) == 1
    assert "user_shards" in capsys.readouterr().err
    assert not lock_path(config).exists()


def test_a_synth_that_breaks_off_is_shown(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    (tmp_path / "cdk.json").write_text('{"context": {}}')
    (tmp_path / "app.py").write_text("raise SystemExit('broken off')")
    assert lock.main([str(config)]) == 1
    assert "broken off" in capsys.readouterr().err
