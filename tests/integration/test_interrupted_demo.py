"""Ctrl-C in the middle of a demo: no traceback, nothing left."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from localaws.state import process_exists

ROOT = Path(__file__).resolve().parents[2]


def _heeding_interrupts() -> None:
    """As in a terminal: what a shell starts in the background, a CI's agent for example, inherits SIGINT as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("kept", [False, True])
def test_an_interrupted_demo_leaves_nothing_running(tmp_path: Path, kept: bool) -> None:
    state = tmp_path / "aws"
    command = [sys.executable, "-m", "tools.demo", "config/minimal.yaml", *(["--keep", str(state)] if kept else [])]
    demo = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=_heeding_interrupts,
    )
    assert demo.stderr is not None
    printed = []
    for line in demo.stderr:  # from the first step on the local AWS runs
        printed.append(line)
        if "2/4" in line:
            break
    (running,) = [json.loads(path.read_text()) for path in tmp_path.rglob("running.json")]
    os.killpg(demo.pid, signal.SIGINT)
    printed += demo.stderr.readlines()
    assert demo.wait() == 130
    assert printed[-1] == "Interrupted; nothing is left running.\n"
    assert not any("Traceback" in line for line in printed)
    assert not process_exists(running["pid"])
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("aplatform-")] == []
