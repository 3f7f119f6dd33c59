"""The control catalogue: what each control applies to, the rule that checks it, the test of the rule, the verdict."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from mlplatform.compliance import catalogue
from mlplatform.compliance.error import ComplianceError
from mlplatform.compliance.evaluation import rules
from mlplatform.compliance.ids import OWN_PACK, parse
from mlplatform.compliance.report import Finding, Report
from mlplatform.compliance.requirements import requirement_of
from mlplatform.compliance.rules.model import Rule
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Control, Note
from mlplatform.dossier.judged import Judged, report_of

TESTS = Path(__file__).resolve().parents[3] / "tests" / "compliance"
"""Where the checkout that this package is installed from (`-e .`) breaks templates for every rule."""

Found = Mapping[str, Collection[str]]
"""Control to what was found: the place, a colon, and what is there."""


def controls(assembly: Assembly) -> tuple[Control, ...]:
    """Every row of the catalogue.

    The rules run on the templates as they are now, whatever the report says. A finding is acknowledged where the
    report has it among the suppressed ones. A row without a resource is not applicable, which is not passed.
    """
    judged, report = Judged.of(assembly), report_of(assembly) or Report()
    kept = report.proofs.get(OWN_PACK, {}).get("services_kept", "").split()
    suppressed = _by_control(report.suppressed, judged)
    violated = _violated(judged, kept, {(one.rule, one.template, one.logical_id) for one in report.suppressed})
    _unjudged(assembly, violated)
    opened = _by_control(report.open, judged)
    known = rules(tuple(kept))
    return tuple(
        _row(row, known[row.id], judged, violated.get(row.id, ()), opened.get(row.id, ()), suppressed.get(row.id, ()))
        for row in catalogue.controls().values()
    )


def _row(
    row: catalogue.Control,
    rule: Rule,
    judged: Judged,
    violated: Collection[str],
    opened: Collection[str],
    suppressed: Collection[str],
) -> Control:
    applies = {judged.place(resource.template.name, resource.id) for resource in judged.resources(rule.types)}
    findings = tuple(sorted({*violated, *opened}))
    return Control(
        id=row.id,
        severity=row.severity,
        requirement=row.requirement,
        external=row.external,
        rule=rule.must,
        test=broken_in().get(row.id, ""),
        resources=tuple(sorted(applies)),
        findings=findings,
        acknowledged=tuple(sorted(suppressed)),
        verdict=_verdict(applies, findings, suppressed),
    )


def _verdict(
    resources: Collection[str], findings: Collection[str], suppressed: Collection[str]
) -> Literal["passed", "failed", "acknowledged", "not applicable"]:
    if findings:
        return "failed"
    if suppressed:
        return "acknowledged"
    return "passed" if resources else "not applicable"


def _violated(judged: Judged, kept: list[str], suppressed: Collection[tuple[str, str, str]]) -> dict[str, set[str]]:
    """What our rules find now and nobody has acknowledged."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in judged.violations(kept):
        if (one.rule, one.template, one.resource) not in suppressed:
            found[one.control].add(f"{judged.place(one.template, one.resource)}: {one.found}")
    return found


def _by_control(findings: Iterable[Finding], judged: Judged) -> dict[str, set[str]]:
    """Findings of a report, of whichever pack, by the control that asks the same."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in findings:
        own = one.template and one.logical_id
        place = judged.place(one.template, one.logical_id) if own else judged.at(one.path)
        found[_control(one)].add(f"{place}: {one.rule.partition('[')[0]}")
    return found


def _control(finding: Finding) -> str:
    try:
        return requirement_of(parse(f"{finding.pack}::{finding.rule}"))
    except ComplianceError:
        return ""  # of a pack or rule that is none of ours: it stands among the exceptions


def _unjudged(assembly: Assembly, violated: Found) -> None:
    """Findings about no control of the catalogue: what cannot be judged, and rules of the platform's own."""
    for control in sorted(set(violated) - set(catalogue.controls())):
        assembly.notes.extend(Note(about=control, text=found) for found in sorted(violated[control]))


@cache
def broken_in() -> Mapping[str, str]:
    """Control to the file that breaks a good template in that one way; empty where the tests are not installed."""
    files = {f"tests/compliance/{path.name}": path.read_text("utf-8") for path in sorted(TESTS.glob("mutations*.py"))}
    return {id_: ", ".join(file for file, text in files.items() if _named(id_, text)) for id_ in catalogue.controls()}


def _named(id_: str, text: str) -> bool:
    """By its id, or by its family where one table breaks four kinds of jobs alike (SM-DQ-01, SM-MB-01, …)."""
    family = "-".join(id_.split("-")[1:-1])
    return f'"{id_}"' in text or bool(family and f'"{family}":' in text)
