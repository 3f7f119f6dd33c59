"""The gate: what a synth left on disk, judged without trusting exit codes."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from .acknowledgement_checks import check_acknowledgements
from .assembly import stack_templates
from .canary import EXPECTED
from .decisions import DEFAULT_FOLDER
from .evaluation import evaluate
from .ids import LOCK_PLUGIN, OWN_PACK, REFUSED
from .problem import Problem
from .report import REPORT, Report, read_report
from .templates import read_templates

MANDATORY = ("AwsSolutions", "NIST.800.53.R5")


def gate(assembly_dir: Path | str, *, packs: Sequence[str] = (), decisions: Path = DEFAULT_FOLDER) -> list[Problem]:
    """What keeps the assembly from being deployed; nothing, when it may be.

    `packs` are those that the organisation's file mandates; AwsSolutions, NIST.800.53.R5, our own rules and the check
    against the lock file always.
    """
    assembly = Path(assembly_dir)
    if not (assembly / REPORT).is_file():
        return [Problem("not validated", REPORT, "there is no report: attach() was not called, or synth was cut short")]
    try:
        report = read_report(assembly)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Problem("not validated", REPORT, f"the report cannot be read: {error!r}")]
    return [
        *_plugins(report, packs),
        *_open(report),
        *check_acknowledgements(assembly, report, decisions),
        *_templates(assembly, report),
    ]


def _plugins(report: Report, packs: Sequence[str]) -> Iterator[Problem]:
    for name, error in report.crashes.items():
        yield Problem("plugin crashed", name, error)
    proof = report.proofs.get(OWN_PACK)
    if proof is None:
        yield Problem("plugin did not run", OWN_PACK, "the report has no proof of it: call attach()")
    else:
        for name in sorted({*MANDATORY, *packs} - set(proof.get("packs", "").split())):
            yield Problem("plugin did not run", name, "it did not find the canary: give the pack to attach()")
        for rule in sorted(set(EXPECTED) - set(proof.get("rules", "").split())):
            yield Problem("plugin did not run", OWN_PACK, f"{rule} did not find the canary")
    held = report.proofs.get(LOCK_PLUGIN)
    if held is None:
        yield Problem("plugin did not run", LOCK_PLUGIN, "nothing was held against the lock file: call hold()")
    elif held.get("canary") != REFUSED:
        yield Problem("plugin did not run", LOCK_PLUGIN, "it did not refuse the canary, a bucket that is lost")


def _open(report: Report) -> Iterator[Problem]:
    for one in report.open:
        yield Problem("open finding", one.where, f"{one.pack}::{one.rule} ({one.severity}): {one.description}")


def _templates(assembly: Path, report: Report) -> Iterator[Problem]:
    """Whether the report is about these templates, and knows what our rules say of them."""
    proof = report.proofs.get(OWN_PACK)
    if proof is None:
        return
    templates = read_templates(stack_templates(assembly))
    for path in sorted(templates.bodies):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if proof.get(path.name) != digest:
            yield Problem("not validated", path.name, "the report is about another template: synthesize again")
    known = {(f.rule, f.template, f.logical_id) for f in (*report.open, *report.suppressed) if f.pack == OWN_PACK}
    kept = proof.get("services_kept", "").split()
    bodies, nested = templates.named(lambda path: path.name)
    for one in evaluate(bodies, kept, nested):
        if (one.rule, one.template, one.resource) not in known:
            what = f"{one.rule} fires ({one.found}), and the report does not know it"
            yield Problem("open finding", f"{one.template} {one.resource}", what)
