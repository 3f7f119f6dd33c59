"""A wrong file, or a wrong choice on the command line: one report, exit code 2, no traceback, nothing written.

tests/unit/settings has every kind of mistake; here are those that take another way through app.py."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, synth
from tests.synth.refusal import MINIMAL, is_a_refusal, wrong_file


def _context(**values: str) -> str:
    return json.dumps(json.loads((ROOT / "cdk.json").read_text())["context"] | values)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: acme", "name: ACME!", ("wrong.yaml:11", "organisation.name", "ACME!", "1 mistake")),
        ("services_kept: []", "services_kept: [model-monitr]", ("compliance.services_kept", "model-monitr")),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    result = synth(tmp_path / "out", wrong_file(tmp_path, old, new))
    assert result.returncode == 2
    assert is_a_refusal(result, *words)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    context = _context(config=str(MINIMAL), environment="unknown")
    result = synth(tmp_path / "out", MINIMAL, CDK_CONTEXT_JSON=context)
    assert result.returncode == 2
    assert is_a_refusal(result, "-c environment=unknown", "It has main")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
