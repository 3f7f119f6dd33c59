"""Open findings: exit code 1, printed, in the report, and seen by the gate, which trusts no exit code."""

import subprocess
from pathlib import Path

import pytest

from mlplatform.compliance import gate
from mlplatform.settings import load_organisation
from tests.conftest import ROOT, Assembly
from tests.synth.apps import run_app

CONFIG = ROOT / "config"
ORGANISATIONS = sorted(path.stem for path in CONFIG.glob("*.yaml"))

WITH_A_BAD_BUCKET = """
bad = Stack(app, "Bad")
CfnResource(bad, "Bucket", type="AWS::S3::Bucket")
sys.exit(entry.synthesize(app))
"""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The assembly of the minimal sample with a bucket that meets no rule."""
    folder = tmp_path_factory.mktemp("bad")
    return folder / "out", run_app(folder, WITH_A_BAD_BUCKET)


def test_open_findings_end_the_synth_with_1_and_are_printed(
    bad: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, result = bad
    assert result.returncode == 1
    assert "MLPlatform" in result.stderr
    assert "Bad/Bucket" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_the_gate_reads_them_in_the_report(bad: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assembly, _ = bad
    problems = gate(assembly)
    assert {problem.kind for problem in problems} == {"open finding"}
    assert {problem.where for problem in problems} == {"Bad/Bucket"}


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_every_organisation_in_config_has_no_open_finding(name: str, request: pytest.FixtureRequest) -> None:
    assembly: Assembly = request.getfixturevalue("synthesized")(name)
    packs = load_organisation(CONFIG / f"{name}.yaml").compliance.packs
    assert gate(assembly.folder, packs=packs) == []
