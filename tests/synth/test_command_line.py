"""The real `cdk synth`, which everybody uses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Assembly
from tests.snapshot.normal import normalised
from tests.synth.refusal import MINIMAL, is_a_refusal, wrong_file
from tools import setup
from tools.cdk import CDK


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    setup.node()


def _cdk_synth(config: Path, out: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    command = [str(CDK), "synth", "--quiet", "--no-validation", "--no-notices", "--no-color"]
    return subprocess.run(
        [*command, "-c", f"config={config}", "--output", str(out)],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_shows_the_report_of_a_wrong_file_and_writes_nothing(tmp_path: Path) -> None:
    """`cdk` itself exits with 1 whatever the app's code is, and says which one it was."""
    out = tmp_path / "out"
    result = _cdk_synth(wrong_file(tmp_path, "name: acme", "name: ACME!"), out)
    assert result.returncode == 1
    assert is_a_refusal(result, "wrong.yaml:11", "organisation.name", "1 mistake", "exited with error 2")
    assert not list(out.iterdir())


def test_it_writes_the_templates_that_were_reviewed(tmp_path: Path, minimal: Assembly) -> None:
    """It adds its own metadata; what is deployed is the same."""
    result = _cdk_synth(MINIMAL, tmp_path)
    assert result.returncode == 0, result.stderr
    written = {path.name.partition(".")[0]: json.loads(path.read_text()) for path in tmp_path.glob("*.template.json")}
    assert any(json.dumps(written[stack]) != json.dumps(template) for stack, template in minimal.templates.items())
    assert {k: normalised(v) for k, v in written.items()} == {k: normalised(v) for k, v in minimal.templates.items()}
