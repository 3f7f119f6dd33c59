"""The register of acknowledgements: an entry for each rule, construct class and reason, its instances below."""

from collections import defaultdict
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
    entries: dict[tuple[str, Reason], list[Finding]] = defaultdict(list)
    for one in read_report(Path(assembly_dir)).suppressed:
        shape = one.acknowledged_id.partition("[")[0]
        reason = read_reason(one.reason) or Reason("none", "unknown", one.reason)
        entries[shape, reason].append(one)
    total = sum(map(len, entries.values()))
    ordered = sorted(entries.items(), key=lambda entry: (entry[0][0], str(entry[0][1])))
    count = f"**{len(entries)} shapes, {total} findings.**\n"
    return "\n".join([_HEAD, count, *(_entry(shape, reason, found) for (shape, reason), found in ordered)])


def _entry(shape: str, reason: Reason, found: list[Finding]) -> str:
    lines = sorted({_instance(one) for one in found})
    head = f"## {shape}, {reason.owner}: {len(lines)}\n\nDecision {reason.decision}. {reason.text}\n"
    return "\n".join([head, *lines, ""])


def _instance(one: Finding) -> str:
    finding = one.acknowledged_id.partition("[")[2].removesuffix("]")
    return f"- `{one.where}`" + (f": `{finding}`" if finding else "")
