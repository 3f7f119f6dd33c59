"""Apps of a test: the platform of the minimal sample and something more, run as the CDK runs app.py."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

HEAD = """
import sys
from pathlib import Path

from aws_cdk import App, CfnResource, Stack

import app as entry
from mlplatform.settings import load_organisation

"""
BUILD = """
app = App(context=entry.SAME_BYTES)
config = Path("config/minimal.yaml")
organisation = load_organisation(config)
entry.build(app, organisation)
locked = entry.read_lock(config, organisation=organisation.name)
lock = entry.hold(app, organisation, locked=locked, shards=entry.shards_of(organisation), config=config)
"""


def run_app(folder: Path, rest: str, *, first: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the head and the rest; the assembly goes to `<folder>/out`, by default without the built-in validation.

    What is to be changed before the platform is built comes `first`.
    """
    return _run(folder, HEAD + first + BUILD + rest, **environment)


def run_organisation(folder: Path, config: str, *, before: str) -> subprocess.CompletedProcess[str]:
    """Run app.py for an organisation, after a few lines that change what it does."""
    rest = "\nimport sys\nimport app as entry\nsys.argv[1:] = []\nsys.exit(entry.main())\n"
    return _run(folder, before + rest, CONFIG=config)


def _run(folder: Path, program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_app.py").write_text(program)
    paths = [str(ROOT), str(ROOT / "constructs"), os.environ.get("PYTHONPATH", "")]
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    context |= {"config": environment.pop("CONFIG")} if "CONFIG" in environment else {}
    variables = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "CDK_OUTDIR": str(folder / "out"),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "CDK_VALIDATION": "false",
    }
    return subprocess.run(
        [sys.executable, str(folder / "test_app.py")],
        cwd=ROOT,
        env={**os.environ, **variables, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
