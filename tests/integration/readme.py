"""The commands that README.md tells people to type, run as they stand there."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def commands() -> list[str]:
    """Every line of every shell block, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def block(first_line: str) -> list[str]:
    """The block of output that starts with a line."""
    found = re.search(rf"^```text\n({re.escape(first_line)}\n.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    if found is None:
        raise LookupError(f"no block of README.md starts with {first_line!r}")
    return found[1].splitlines()


def run(command: str, environment: Mapping[str, str]) -> str:
    """Run a command of the README as a shell does; it must be one, so that the README and the tests stay together.

    Set-up is what the session has done already, so make skips it; the built-in template validation has a test of its
    own.
    """
    assert command in commands(), f"{command!r} does not stand in README.md"
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "SKIP_SETUP": "1", "CDK_VALIDATION": "false", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} exited with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
