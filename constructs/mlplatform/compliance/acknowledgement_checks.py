"""What the gate asks of acknowledgements: namespaced, narrow, decided, of one reason, none that is stale."""

from collections.abc import Iterator
from pathlib import Path

from .assembly import Written, acknowledgements
from .decisions import lets_off, record
from .error import ComplianceError
from .ids import RuleId, parse
from .problem import Problem
from .reasons import Reason, read_reason, weakness
from .report import Finding, Report
from .requirements import is_severe, requirement_of

_LIBRARY = "CloudFormation-Validate::"
"""aws-cdk-lib acknowledges for itself what its own validation says of its own constructs; its plugin judges those."""


def check_acknowledgements(assembly: Path, report: Report, decisions: Path) -> list[Problem]:
    """Every problem with the acknowledgements of an assembly."""
    suppressing = {(one.acknowledged_id, one.acknowledged_at) for one in report.suppressed}
    written = [one for one in acknowledgements(assembly) if not one.id.startswith(_LIBRARY)]
    suppressed = [one for one in report.suppressed if not one.acknowledged_id.startswith(_LIBRARY)]
    return [
        *(problem for one in written for problem in _written(one, suppressing, decisions)),
        *(problem for one in suppressed for problem in _narrow(one)),
        *_one_reason(suppressed),
        *_copied(suppressed),
    ]


def _written(one: Written, suppressing: set[tuple[str, str]], decisions: Path) -> Iterator[Problem]:
    if one.id.startswith("Annotation::"):
        what = f"{one.id} has no namespace, so it suppresses without a trace: use mlplatform.compliance.acknowledge"
        yield Problem("acknowledgement not namespaced", one.path, what)
        return
    if (one.id, one.path) not in suppressing:
        yield Problem("acknowledgement stale", one.path, f"{one.id} suppresses nothing: take it away")
    try:
        rule = parse(one.id)
    except ComplianceError as error:
        yield Problem("acknowledgement of an unknown rule", one.path, str(error))
        return
    yield from _decided(one, rule, decisions)


def _decided(one: Written, rule: RuleId, decisions: Path) -> Iterator[Problem]:
    reason = read_reason(one.reason)
    if reason is None:
        what = f"{one.id}: {one.reason!r} was not written by mlplatform.compliance.acknowledge"
        yield Problem("acknowledgement without a decision", one.path, what)
        return
    weak = weakness(reason.text)
    if weak:
        yield Problem("acknowledgement with a weak reason", one.path, f"{one.id}: {weak}")
    try:
        file = record(reason.decision, decisions)
    except ComplianceError as error:
        yield Problem("acknowledgement without a decision", one.path, f"{one.id}: {error}")
        return
    if is_severe(rule) and not ("Compensated by:" in reason.text and lets_off(file, requirement_of(rule))):
        what = f"{one.id} is of severity C or H; it or {file.name} names no infeasibility or no compensating control"
        yield Problem("acknowledgement without compensation", one.path, what)


def _narrow(one: Finding) -> Iterator[Problem]:
    if one.acknowledged_at != one.path:
        scope = one.acknowledged_at or "the App"
        what = f"{one.acknowledged_id} of {one.where} is acknowledged at {scope}: acknowledge at the resource"
        yield Problem("acknowledgement too broad", scope, what)


def _one_reason(suppressed: list[Finding]) -> Iterator[Problem]:
    """Two reasons for one shape (rule, construct class)."""
    reasons: dict[tuple[str, str], Reason] = {}
    for one in sorted(suppressed, key=lambda finding: (finding.acknowledged_id, finding.path)):
        reason = read_reason(one.reason)
        if reason is not None:
            shape = one.acknowledged_id.partition("[")[0]
            first = reasons.setdefault((shape, reason.owner), reason)
            if first != reason:
                what = f"{shape} of {reason.owner} has two reasons: {str(first)!r} and {str(reason)!r}"
                yield Problem("acknowledgement with two reasons", one.path, what)


def _copied(suppressed: list[Finding]) -> Iterator[Problem]:
    """One reason for two requirements, or for two construct classes."""
    subjects: dict[str, tuple[str, str]] = {}
    for one in sorted(suppressed, key=lambda finding: (finding.acknowledged_id, finding.path)):
        reason = read_reason(one.reason)
        try:
            rule = parse(one.acknowledged_id)
        except ComplianceError:
            continue  # said already
        if reason is not None:
            subject = (reason.owner, requirement_of(rule))
            first = subjects.setdefault(reason.text, subject)
            if first != subject:
                what = f"{subject[1]} of {subject[0]} has the reason of {first[1]} of {first[0]}: {reason.text!r}"
                yield Problem("acknowledgement copied", one.path, what)
