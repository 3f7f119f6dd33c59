"""A synth as far from this one as a machine allows: another checkout, folder, hash seed; nothing of the environment."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PARTS = ("app.py", "cdk.json", "stacks", "constructs", "lambda", ".build/lambda", "config", "docs/decisions")
NOWHERE = "http://127.0.0.1:9"
SEED = "4711"


@dataclass(frozen=True)
class Elsewhere:
    """A copy of the checkout, and a folder to run it from."""

    checkout: Path
    cwd: Path

    def synth(self, sample: str) -> subprocess.CompletedProcess[str]:
        """Synthesize a sample into `<cwd>/<sample>`, named by a relative path."""
        context = json.loads((self.checkout / "cdk.json").read_text())["context"] | {"config": f"config/{sample}.yaml"}
        return subprocess.run(
            [*without_network(), sys.executable, str(self.checkout / "app.py")],
            cwd=self.cwd,
            env={
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "PYTHONPATH": str(self.checkout / "constructs"),
                "PYTHONHASHSEED": SEED,
                "CDK_OUTDIR": sample,
                "CDK_CONTEXT_JSON": json.dumps(context),
                "CDK_VALIDATION": "false",
                **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
            },
            capture_output=True,
            text=True,
            check=False,
        )


def copy_checkout(folder: Path) -> Path:
    """What a synth reads, copied; byte code stays here."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    return folder


@cache
def without_network() -> Sequence[str]:
    """Starts a program in a network namespace of its own, where this system lets us make one; else nothing."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        found = shutil.which(command[0])
        if found and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()
