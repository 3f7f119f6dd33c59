"""The register of acknowledgements: an entry for each rule, construct class and reason, its instances below."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from .reasons import Reason, read_reason
from .report import Finding, read_report

_HEAD = """\
# Acknowledged findings

Written by `python -m mlplatform.compliance gate cdk.out --write-register FILE` from the report of a synth; a test keeps
it current. An entry is a rule and a construct class; below it stand the resources that the reason is good for.
"""


def register(assembly_dir: Path | str) -> str:
    """The register of the assembly in a folder, as Markdown; the same bytes for the same assembly."""
    return "\n".join([_HEAD, *_written(assembly_dir, _entry)])


def summary(assembly_dir: Path | str) -> str:
    """The register without its instances, for organisations that have thousands."""
    return "\n".join(_written(assembly_dir, _counted))


def _written(assembly_dir: Path | str, entry: Callable[[str, Reason, list[Finding]], str]) -> Iterator[str]:
    entries: dict[tuple[str, Reason], list[Finding]] = defaultdict(list)
    for one in read_report(Path(assembly_dir)).suppressed:
        shape = one.acknowledged_id.partition("[")[0]
        reason = read_reason(one.reason) or Reason("none", "unknown", one.reason)
        entries[shape, reason].append(one)
    total = sum(map(len, entries.values()))
    yield f"**{len(entries)} shapes, {total} findings.**\n"
    for (shape, reason), found in sorted(entries.items(), key=lambda one: (one[0][0], str(one[0][1]))):
        yield entry(shape, reason, found)


def _entry(shape: str, reason: Reason, found: list[Finding]) -> str:
    lines = sorted({_instance(one) for one in found})
    return "\n".join([_head(shape, reason, len(lines)), *lines, ""])


def _counted(shape: str, reason: Reason, found: list[Finding]) -> str:
    resources = {one.where for one in found}
    return _head(shape, reason, len({_instance(one) for one in found})) + f"Resources: {len(resources)}.\n"


def _head(shape: str, reason: Reason, number: int) -> str:
    return f"## {shape}, {reason.owner}: {number}\n\nDecision {reason.decision}. {reason.text}\n"


def _instance(one: Finding) -> str:
    finding = one.acknowledged_id.partition("[")[2].removesuffix("]")
    return f"- `{one.where}`" + (f": `{finding}`" if finding else "")
