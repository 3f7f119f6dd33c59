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
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from tools import crowd
from tools.bench_report import FEW_USERS, MANY_USERS, Measured, report
from tools.bench_templates import stacks_of

ROOT = Path(__file__).resolve().parent.parent
MINIMAL = ROOT / "config" / "minimal.yaml"
DEFAULT = ROOT / "config" / "energy-retailer.yaml"
DOCUMENT = ROOT / "docs" / "performance.md"
SHARDS = 64


@dataclass(frozen=True, kw_only=True)
class Run:
    """What tools.bench_variants is told, and of which organisation; `users`: the smallest one with so many instead."""

    variant: str = "full"
    config: Path = MINIMAL
    users: int | None = None
    validation: bool = False

    def organisation(self, scratch: Path) -> Path:
        """The organisation's file."""
        if self.users is None:
            return self.config
        return crowd.organisation(scratch / f"crowd-{self.users}", crowd.crowd(self.users), shards=SHARDS)


RUNS = {
    "full": Run(),
    "bare": Run(variant="bare"),
    "imports": Run(variant="imports"),
    "without-packs": Run(variant="without-packs"),
    "without-rules": Run(variant="without-rules"),
    "with-validation": Run(validation=True),
    "default": Run(config=DEFAULT),
    "few-users": Run(users=FEW_USERS),
    "many-users": Run(users=MANY_USERS),
}


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
        of = {name: stacks_of(Path(scratch) / name) for name in ("full", "default", "many-users")}
    measured = Measured(rounds=rounds, stacks=of["full"], default=of["default"], crowd=of["many-users"])
    text = report(measured)
    options.output.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def _round(number: int, of: int, scratch: Path) -> dict[str, float]:
    """CPU seconds of each run, once."""
    seconds = {}
    first = number % len(RUNS)
    for name in [*RUNS][first:] + [*RUNS][:first]:  # none always follows the same other
        seconds[name] = cpu_seconds(RUNS[name], name, scratch)
        sys.stderr.write(f"round {number}/{of}  {name:<16} {seconds[name]:6.2f} CPU-s\n")
    return seconds


def cpu_seconds(run: Run, name: str, scratch: Path) -> float:
    """User and system time of one run and of everything that it starts; its assembly has the run's name."""
    environment = _environment(scratch / name, run.organisation(scratch), validation=run.validation)
    before = spent()
    subprocess.run(
        [sys.executable, "-m", "tools.bench_variants", run.variant],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return spent() - before


def spent() -> float:
    """CPU seconds of every child that has ended, and of theirs."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(assembly: Path, config: Path, *, validation: bool) -> Mapping[str, str]:
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"config": str(config)}
    return {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "CDK_OUTDIR": str(assembly),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "CDK_VALIDATION": "true" if validation else "false",
    }


if __name__ == "__main__":
    sys.exit(main())
