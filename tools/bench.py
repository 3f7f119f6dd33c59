"""What a synth costs, in CPU seconds and in ratios measured side by side; written to docs/performance.md.

    python -m tools.bench [--rounds 5]

Wall time says more about the machine's other work than about ours: nothing here reads a clock. The variants take turns,
so that a slow minute of the machine is in all of them; a ratio compares two runs of the same round.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from tools.bench_report import Measured, report
from tools.bench_templates import stacks_of

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config" / "minimal.yaml"
DOCUMENT = ROOT / "docs" / "performance.md"
RUNS = {
    "full": ("full", "false"),
    "bare": ("bare", "false"),
    "imports": ("imports", "false"),
    "without-packs": ("without-packs", "false"),
    "without-rules": ("without-rules", "false"),
    "with-validation": ("full", "true"),
}
"""Name of a run: what tools.bench_variants is told, and whether the library's own validation is on."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="CPU seconds of a synth, and ratios.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each variant runs (default: 5)")
    parser.add_argument("--output", type=Path, default=DOCUMENT, help="the document (default: docs/performance.md)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            rounds = [_round(number, options.rounds, Path(scratch)) for number in range(1, options.rounds + 1)]
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"{error}\n{error.stderr}")
            return 1
        measured = Measured(rounds=rounds, stacks=stacks_of(Path(scratch) / "full"))
    text = report(measured)
    options.output.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def _round(number: int, of: int, scratch: Path) -> dict[str, float]:
    """CPU seconds of each run, once."""
    seconds = {}
    first = number % len(RUNS)
    for name in [*RUNS][first:] + [*RUNS][:first]:  # none always follows the same other
        variant, validation = RUNS[name]
        seconds[name] = cpu_seconds(variant, scratch / name, CDK_VALIDATION=validation)
        sys.stderr.write(f"round {number}/{of}  {name:<16} {seconds[name]:6.2f} CPU-s\n")
    return seconds


def cpu_seconds(variant: str, assembly: Path, **environment: str) -> float:
    """User and system time of one run and of everything that it starts."""
    before = spent()
    subprocess.run(
        [sys.executable, "-m", "tools.bench_variants", variant],
        cwd=ROOT,
        env={**os.environ, **_environment(assembly), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return spent() - before


def spent() -> float:
    """CPU seconds of every child that has ended, and of theirs."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(assembly: Path) -> Mapping[str, str]:
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"config": str(CONFIG)}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {"PATH": path, "CDK_OUTDIR": str(assembly), "CDK_CONTEXT_JSON": json.dumps(context)}


if __name__ == "__main__":
    sys.exit(main())
