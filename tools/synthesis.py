"""A synth through app.py, for tools that read what would be deployed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ".template.json"


class SynthesisError(RuntimeError):
    """Nothing could be synthesized; the message has what app.py said."""


def synthesize(config: Path, folder: Path, *, environment: str | None = None) -> None:
    """Write an organisation's assembly, or one environment's, to a folder.

    With open findings the templates are complete all the same, and the report is there.
    """
    context = read(ROOT / "cdk.json")["context"] | {"config": str(config.resolve())}
    context |= {"environment": environment} if environment else {}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    variables = {"PATH": path, "CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(context)}
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, **variables, "CDK_VALIDATION": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not (folder / "validation-report.json").is_file():
        raise SynthesisError(f"{config} cannot be synthesized.\n{done.stderr}")


def templates(folder: Path) -> Mapping[str, dict[str, Any]]:
    """Templates of an assembly by the names of their stacks."""
    return {path.name.removesuffix(TEMPLATE): read(path) for path in sorted(folder.glob(f"*{TEMPLATE}"))}


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
