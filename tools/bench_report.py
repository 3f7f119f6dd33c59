"""docs/performance.md, from what was measured."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tools.bench_templates import StackSize

WHAT = {
    "full": "full synth: both packs, our rules",
    "bare": "bare start: `import aws_cdk; App().synth()`",
    "imports": "imports of app.py, nothing built",
    "without-packs": "without the packs",
    "without-rules": "without our rules",
    "with-validation": "with the library's built-in validation",
    "default": "the default organisation: four accounts, all five packs, our rules",
    "few-users": "1 000 users in 64 shards: both packs, our rules",
    "many-users": "10 000 users in 64 shards: both packs, our rules",
}
FEW_USERS, MANY_USERS = 1_000, 10_000
MORE_USERS = MANY_USERS - FEW_USERS
ONE_MORE_USER = "one more user (10 000 less 1 000, by 9 000)"
MOST_OF_A_USER = 1.0
"""CPU milliseconds that one more user may cost."""
HEAD = """\
# Performance

Written by `make bench` for config/minimal.yaml where no other organisation is named; the default organisation is
config/energy-retailer.yaml. CPU seconds are user and system time of the process and of everything that it starts
(node); no figure here is wall time. The variants take turns, once each in every round; a figure is the median of the
rounds, a ratio the median of the ratios within a round. Compare ratios: seconds are this machine's. A difference whose
lowest is below zero is smaller than what this machine can tell. The last table is counted, not measured: `make docs`
writes it anew, and a test tells when it is stale. Its sizes are those of app.py; the command line adds the path of its
construct to each resource.
"""
SIZES = "| template | resources of 500 | KB of 1024 |"


@dataclass(frozen=True)
class Measured:
    """CPU seconds by run, for each round; and the templates: of the smallest organisation, the default, the crowd."""

    rounds: Sequence[Mapping[str, float]]
    stacks: Sequence[StackSize]
    default: Sequence[StackSize]
    crowd: Sequence[StackSize]

    def seconds(self, run: str) -> float:
        return median(one[run] for one in self.rounds)

    def ratio(self, run: str, to: str) -> float:
        return median(one[run] / one[to] for one in self.rounds)

    def differences(self, run: str, less: str) -> list[float]:
        """Of each round, lowest first."""
        return sorted(one[run] - one[less] for one in self.rounds)


def report(measured: Measured) -> str:
    """The whole document."""
    tables = (_runs(measured), _shares(measured), _users(measured), _fullest(measured))
    return "\n".join(
        [HEAD, _machine(measured), *(line for table in tables for line in (*table, "")), sizes(measured.stacks)]
    )


def _machine(measured: Measured) -> str:
    node = subprocess.run([_node(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    names = ("aws-cdk-lib", "cdk-nag", "jsii")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    python = platform.python_version()
    return f"{len(measured.rounds)} rounds on {machine}; Python {python}, node {node}, {versions}.\n"


def _node() -> str:
    """The node that jsii takes: the one of the virtual environment, else the one of the system."""
    return shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or "node"


def _runs(measured: Measured) -> list[str]:
    rows = ["| run | CPU-s | lowest to highest | to the full synth | to the bare start |", "|---|---:|---:|---:|---:|"]
    for run, what in WHAT.items():
        every = [one[run] for one in measured.rounds]
        spread = f"{min(every):.2f} to {max(every):.2f}"
        ratios = f"{measured.ratio(run, 'full'):.2f} | {measured.ratio(run, 'bare'):.2f}"
        rows.append(f"| {what} | {measured.seconds(run):.2f} | {spread} | {ratios} |")
    return rows


def _shares(measured: Measured) -> list[str]:
    """Differences within a round."""
    shares = {
        "the platform, its packs and rules (full less bare)": ("full", "bare"),
        "of that the imports (cdk-nag and its assets among them)": ("imports", "bare"),
        "of that the packs": ("full", "without-packs"),
        "of that our rules": ("full", "without-rules"),
        "built-in validation, on top": ("with-validation", "full"),
    }
    rows = ["| what costs how much | CPU-s | lowest to highest |", "|---|---:|---:|"]
    for what, (run, less) in shares.items():
        every = measured.differences(run, less)
        rows.append(f"| {what} | {median(every):.2f} | {every[0]:.2f} to {every[-1]:.2f} |")
    return [
        *rows,
        _per_resource(measured, "full", "full less bare", measured.stacks),
        _per_resource(measured, "default", "the default organisation less bare", measured.default),
    ]


def _per_resource(measured: Measured, run: str, what: str, stacks: Sequence[StackSize]) -> str:
    resources = sum(stack.resources for stack in stacks)
    each = [seconds / resources for seconds in measured.differences(run, "bare")]
    return f"| per resource ({resources}; {what}) | {median(each):.4f} | {each[0]:.4f} to {each[-1]:.4f} |"


def _users(measured: Measured) -> list[str]:
    """One more user, from the line of the CSV to cdk.out, with the packs and our rules."""
    each = [1000 * seconds / MORE_USERS for seconds in measured.differences("many-users", "few-users")]
    spread = f"{each[0]:.2f} to {each[-1]:.2f}"
    return [
        "| users at scale | CPU-ms | lowest to highest | at most |",
        "|---|---:|---:|---:|",
        f"| {ONE_MORE_USER} | {median(each):.2f} | {spread} | {MOST_OF_A_USER:.2f} |",
    ]


def _fullest(measured: Measured) -> list[str]:
    """How near the templates come to CloudFormation's limits."""
    rows = ["| the fullest template of | resources of 500 | KB of 1024 | templates |", "|---|---:|---:|---:|"]
    of = {"the default organisation": measured.default, "10 000 users in 64 shards": measured.crowd}
    for what, stacks in of.items():
        most, largest = max(one.resources for one in stacks), max(one.size for one in stacks) / 1024
        rows.append(f"| {what} | {most} | {largest:.0f} | {len(stacks)} |")
    return rows


def sizes(stacks: Sequence[StackSize]) -> str:
    """The table of templates, which is no measurement: the same on every machine."""
    rows = [f"| {stack.name} | {stack.resources} | {stack.size / 1024:.0f} |" for stack in stacks]
    total = sum(stack.size for stack in stacks) / 1024
    every = f"| all | {sum(stack.resources for stack in stacks)} | {total:.0f} |"
    return "\n".join([SIZES, "|---|---:|---:|", *rows, every, ""])


def with_sizes(document: str, stacks: Sequence[StackSize]) -> str:
    """A report whose last table is that of these templates, and whose figures are those that it has."""
    return document.partition(SIZES)[0] + sizes(stacks)
