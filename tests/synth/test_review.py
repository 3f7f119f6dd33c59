"""`make review`: what a commit changes, by the real command on the real history; and the workflow that runs it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tools.review import main

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "dossier.yml"
ORG = "config/minimal.yaml"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_the_last_commit_compared_with_this_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--base", "HEAD", "--config", ORG, "--output", str(tmp_path)])
    assert code in (0, 1), capsys.readouterr().err
    difference = json.loads((tmp_path / "dossier.json").read_text())["difference"]
    assert (difference["to_review"] > 0) is (code == 1)
    if not _git("status", "--porcelain", "app.py", "stacks", "constructs", "config", "lambda"):
        assert difference["changes"] == []
    assert (tmp_path / "dossier.html").stat().st_size > 0
    assert (tmp_path / "summary.md").read_text().startswith("## Security dossier: acme")
    assert _git("worktree", "list").count("/base ") == 0


@pytest.mark.parametrize(
    ("base", "config", "said"), [("no-such-branch", ORG, "no-such-branch"), ("HEAD", "config/none.yaml", "ORG=config/")]
)
def test_wrong_input_is_told(
    base: str, config: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--base", base, "--config", config, "--output", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def workflow() -> Any:
    return YAML(typ="safe").load(WORKFLOW.read_text())


def test_the_workflow_runs_what_is_tested_here(workflow: Any) -> None:
    [job] = workflow["jobs"].values()
    commands = " ".join(step.get("run", "") for step in job["steps"])
    assert "-m tools.review --config" in commands
    assert (ROOT / job["env"]["ORG"]).is_file()


def test_the_workflow_has_no_rights_and_pins_what_it_uses(workflow: Any) -> None:
    """It runs the code of a pull request."""
    assert workflow["permissions"] == {"contents": "read"}
    assert list(workflow["on"]) == ["pull_request"]
    [job] = workflow["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [one for one in used if len(one.rpartition("@")[2]) != 40] == []
    # Nothing that a pull request says is put into a shell.
    assert "${{" not in " ".join(step.get("run", "") for step in job["steps"])
