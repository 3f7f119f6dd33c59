"""The dossier of a change: what a branch would deploy, compared with its base.

    make review BASE=origin/main ORG=config/energy-retailer.yaml OUT=review

Synthesizes the organisation as the base has it (in a work tree of its own, with the base's code and configuration) and
as it stands here, and writes `dossier.html`, `dossier.json` and `summary.md` into the folder OUT. Ends as the dossier
does: 0 nothing to look at, 1 changes that need a reviewer, 2 wrong input. Packages are those that are installed here.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mlplatform.dossier.command import main as dossier

ROOT = Path(__file__).resolve().parent.parent
CDK = ROOT / "node_modules" / ".bin" / "cdk"
BUILT = ".build"


class ReviewError(RuntimeError):
    """The base or the branch cannot be synthesized; the message carries what was printed."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        try:
            with _checked_out(asked.base, Path(made) / "base") as base:
                before = _synthesized(base, asked.config, Path(made) / "before")
            after = _synthesized(ROOT, asked.config, Path(made) / "after")
        except ReviewError as error:
            print(error, file=sys.stderr)
            return 2
        out: Path = asked.output
        written = ("--html", out / "dossier.html", "--json", out / "dossier.json", "--summary", out / "summary.md")
        compared = ("--baseline", before, "--config", ROOT / asked.config)
        return dossier([str(each) for each in (after, *compared, *written)])


@contextmanager
def _checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """A work tree of a revision, and none when it is done with."""
    _run(["git", "worktree", "add", "--detach", "--quiet", str(folder), revision], ROOT, f"check out {revision!r}")
    try:
        yield folder
    finally:
        _run(["git", "worktree", "remove", "--force", str(folder)], ROOT, "remove the work tree")


def _synthesized(checkout: Path, config: Path, assembly: Path) -> Path:
    """The assembly of a checkout, with its own code."""
    print(f"==> Synthesizing {config} of {checkout.name}", file=sys.stderr, flush=True)
    if not (checkout / config).is_file():
        raise ReviewError(f"{checkout.name} has no {config}: name a file that both have, ORG=config/….yaml.")
    _vendor(checkout)
    arguments = ["synth", "--quiet", "-c", f"config={config}", "--output", str(assembly), "--no-notices", "--no-color"]
    _run([str(CDK), *arguments, "--app", f"{sys.executable} app.py"], checkout, "synthesize", _paths(checkout))
    return assembly


def _vendor(checkout: Path) -> None:
    """The packages of its functions; those of this checkout will do where they are the same, which their stamp says."""
    if not (checkout / BUILT).exists() and (ROOT / BUILT).exists():
        shutil.copytree(ROOT / BUILT, checkout / BUILT)
    _run([sys.executable, "-m", "tools.vendor_lambdas"], checkout, "vendor the functions' packages", _paths(checkout))


def _paths(checkout: Path) -> Mapping[str, str]:
    """So that the checkout's own packages are imported, and not those of this one."""
    return {"PYTHONPATH": os.pathsep.join((str(checkout / "constructs"), str(checkout)))}


def _run(command: list[str], folder: Path, what: str, more: Mapping[str, str] | None = None) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, **(more or {}), "PATH": path}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise ReviewError(f"Cannot {what} in {folder.name}:\n{ran.stdout}{ran.stderr}".rstrip())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make review", description=__doc__)
    parser.add_argument("--base", required=True, help="a branch, tag or commit")
    parser.add_argument("--config", type=Path, required=True, help="the organisation's file, as it stands in both")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
