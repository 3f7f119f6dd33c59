"""The benchmark counts what a child and its children spend, and says what it computes."""

import subprocess
import sys

from tools import bench
from tools.bench_report import Measured, report, with_sizes
from tools.bench_templates import StackSize
from tools.bench_variants import VARIANTS

LITTLE = "sum(range(4_000_000))"
MUCH = f"import subprocess, sys; {LITTLE}; subprocess.run([sys.executable, '-c', 'sum(range(60_000_000))'])"


def _spent_by(code: str) -> float:
    before = bench.spent()
    subprocess.run([sys.executable, "-c", code], check=True)
    return bench.spent() - before


def test_what_a_grandchild_spends_counts_and_what_this_process_spends_does_not() -> None:
    before = bench.spent()
    sum(range(4_000_000))
    assert bench.spent() == before
    assert _spent_by(MUCH) > 3 * _spent_by(LITTLE)


def test_every_run_is_explained_and_can_be_started() -> None:
    assert {variant for variant, _ in bench.RUNS.values()} == set(VARIANTS)


def test_ratios_compare_runs_of_one_round() -> None:
    """The second round was slow in all its runs; a ratio of medians over all rounds would say something else."""
    rounds: list[dict[str, float]] = [
        {"full": 4.0, "bare": 1.0, "imports": 2.0, "without-packs": 3.0, "without-rules": 3.5, "with-validation": 8.0},
        {"full": 9.0, "bare": 3.0, "imports": 4.0, "without-packs": 6.0, "without-rules": 8.5, "with-validation": 27.0},
        {"full": 5.0, "bare": 1.0, "imports": 3.0, "without-packs": 4.5, "without-rules": 4.5, "with-validation": 5.0},
    ]
    measured = Measured(rounds=rounds, stacks=[StackSize(name="A", resources=8, size=2048)])
    text = report(measured)
    assert "| full synth: both packs, our rules | 5.00 | 4.00 to 9.00 | 1.00 | 4.00 |" in text
    assert "| with the library's built-in validation | 8.00 | 5.00 to 27.00 | 2.00 | 8.00 |" in text
    assert "| of that the packs | 1.00 | 0.50 to 3.00 |" in text
    assert "| per resource (8; full less bare) | 0.5000 | |" in text
    assert text.endswith("| A | 8 | 2 |\n| all | 8 | 2 |\n")


def test_sizes_are_written_anew_without_the_figures() -> None:
    rounds = [dict.fromkeys(bench.RUNS, 1.0)]
    before = report(Measured(rounds=rounds, stacks=[StackSize(name="A", resources=8, size=2048)]))
    stacks = [StackSize(name="A", resources=9, size=3072), StackSize(name="B", resources=1, size=1024)]
    after = with_sizes(before, stacks)
    assert after.endswith("| A | 9 | 3 |\n| B | 1 | 1 |\n| all | 10 | 4 |\n")
    figures, _, _ = before.partition("| template |")
    assert after.startswith(figures)
    assert with_sizes(after, stacks) == after
