"""The benchmark counts what a child and its children spend, and says what it computes."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from mlplatform.settings import load_organisation
from mlplatform.settings.roles import STUDIO_PERSONAS
from tools import bench
from tools.bench_report import (
    FEW_USERS,
    MANY_USERS,
    MOST_OF_A_USER,
    ONE_MORE_USER,
    WHAT,
    Measured,
    report,
    with_sizes,
)
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
    assert {run.variant for run in bench.RUNS.values()} == set(VARIANTS)
    assert list(bench.RUNS) == list(WHAT)


def test_the_crowds_differ_in_their_users_alone(tmp_path: Path) -> None:
    """What one more user costs is the difference of these two."""
    few, many = (bench.RUNS[name].organisation(tmp_path) for name in ("few-users", "many-users"))
    assert few.read_text() == many.read_text()
    one, other = (path.with_name("users.csv").read_text().splitlines() for path in (few, many))
    assert (len(one), len(other)) == (FEW_USERS + 1, MANY_USERS + 1)
    assert other[: len(one)] == one
    organisation = load_organisation(many)
    assert len(organisation.users) == MANY_USERS
    assert {user.persona for user in organisation.users} == set(STUDIO_PERSONAS)
    assert {"AwsSolutions", "NIST.800.53.R5"} <= set(organisation.compliance.packs)


def _measured(*rounds: Mapping[str, float]) -> Measured:
    return Measured(
        rounds=rounds,
        stacks=[StackSize(name="A", resources=8, size=2048)],
        default=[StackSize(name="B", resources=30, size=4096), StackSize(name="C", resources=10, size=5000)],
        crowd=[StackSize(name="D", resources=190, size=102_400)],
    )


def test_ratios_compare_runs_of_one_round() -> None:
    """The second round was slow in all its runs; a ratio of medians over all rounds would say something else."""
    first = (4.0, 1.0, 2.0, 3.0, 3.5, 8.0, 9.0, 6.0, 10.5)
    second = (9.0, 3.0, 4.0, 6.0, 8.5, 27.0, 23.0, 8.0, 17.0)
    third = (5.0, 1.0, 3.0, 4.5, 4.5, 5.0, 9.0, 5.0, 11.3)
    text = report(_measured(*(dict(zip(bench.RUNS, one, strict=True)) for one in (first, second, third))))
    assert "| full synth: both packs, our rules | 5.00 | 4.00 to 9.00 | 1.00 | 4.00 |" in text
    assert "| with the library's built-in validation | 8.00 | 5.00 to 27.00 | 2.00 | 8.00 |" in text
    assert "| of that the packs | 1.00 | 0.50 to 3.00 |" in text
    assert "| per resource (8; full less bare) | 0.5000 | 0.3750 to 0.7500 |" in text
    assert "| per resource (40; the default organisation less bare) | 0.2000 | 0.2000 to 0.5000 |" in text
    assert "| one more user (10 000 less 1 000, by 9 000) | 0.70 | 0.50 to 1.00 | 1.00 |" in text
    assert "| 10 000 users in 64 shards | 190 | 100 | 1 |" in text
    assert text.endswith("| A | 8 | 2 |\n| all | 8 | 2 |\n")


def test_sizes_are_written_anew_without_the_figures() -> None:
    before = report(_measured(dict.fromkeys(bench.RUNS, 1.0)))
    stacks = [StackSize(name="A", resources=9, size=3072), StackSize(name="B", resources=1, size=1024)]
    after = with_sizes(before, stacks)
    assert after.endswith("| A | 9 | 3 |\n| B | 1 | 1 |\n| all | 10 | 4 |\n")
    figures, _, _ = before.partition("| template |")
    assert after.startswith(figures)
    assert with_sizes(after, stacks) == after


def test_the_measured_figures_are_within_their_limits() -> None:
    text = bench.DOCUMENT.read_text()
    row = re.search(rf"\| {re.escape(ONE_MORE_USER)} \| ([0-9.]+) \|", text)
    assert row is not None, "run `make bench`"
    assert 0 < float(row[1]) <= MOST_OF_A_USER
    fullest = re.findall(r"\| (?:the default organisation|10 000 users in 64 shards) \| (\d+) \| (\d+) \|", text)
    assert len(fullest) == 2
    assert all(int(resources) <= 450 and int(size) * 1024 <= 900_000 for resources, size in fullest)
