"""What is accepted: acknowledgements, closed services that are kept."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mlplatform.compliance.decisions import DEFAULT_FOLDER
from mlplatform.compliance.ids import OWN_PACK
from mlplatform.compliance.reasons import Reason, read_reason
from mlplatform.compliance.report import Finding, Report
from mlplatform.compliance.rules.closed import ClosedService, closed_services
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Acknowledgement
from mlplatform.dossier.judged import Judged, report_of

FILE = "the organisation's file"


def exceptions(assembly: Assembly, decisions: Path = DEFAULT_FOLDER) -> tuple[Acknowledgement, ...]:
    """Every exception, with its reason, decision record and the date of that record; none without a report.

    One for each shape (rule, construct class, reason), as in the register; `places` and `found` say what it covers.
    """
    report = report_of(assembly)
    if report is None:
        return ()
    judged = Judged.of(assembly)
    return (*_acknowledgements(report, judged, decisions), *_kept(report, judged))


def _acknowledgements(report: Report, judged: Judged, decisions: Path) -> Iterator[Acknowledgement]:
    shapes: dict[tuple[str, Reason], list[Finding]] = defaultdict(list)
    for one in report.suppressed:
        reason = read_reason(one.reason) or Reason("", "", one.reason)
        shapes[one.acknowledged_id.partition("[")[0], reason].append(one)
    since = {number: first_commit(number, decisions) for number in {reason.decision for _, reason in shapes}}
    for (shape, reason), found in sorted(shapes.items(), key=lambda entry: (entry[0][0], str(entry[0][1]))):
        yield Acknowledgement(
            kind="acknowledgement",
            finding=shape,
            owner=reason.owner,
            places=tuple(sorted({_place(one, judged) for one in found})),
            found=tuple(sorted({bracket for one in found if (bracket := _bracket(one))})),
            reason=reason.text,
            decision=reason.decision,
            since=since[reason.decision],
        )


def _place(finding: Finding, judged: Judged) -> str:
    if finding.template and finding.logical_id:
        return judged.place(finding.template, finding.logical_id)
    return judged.at(finding.path)


def _bracket(finding: Finding) -> str:
    return finding.acknowledged_id.partition("[")[2].removesuffix("]")


def _kept(report: Report, judged: Judged) -> Iterator[Acknowledgement]:
    """Services that AWS has closed to new customers, and the organisation's file keeps."""
    known = closed_services()
    for name in sorted(report.proofs.get(OWN_PACK, {}).get("services_kept", "").split()):
        service = known.get(name)
        yield Acknowledgement(
            kind="kept service",
            finding=name,
            owner=FILE,
            places=tuple(sorted(_users(service, judged))) if service else (),
            reason=_worded(service) if service else "No service of this name is known.",
            decision="",
        )


def _users(service: ClosedService, judged: Judged) -> set[str]:
    using = (resource for resource in judged.every if any(True for _ in service.uses(resource)))
    return {judged.place(resource.template.name, resource.id) for resource in using}


def _worded(service: ClosedService) -> str:
    return (
        f"{service.name} is closed to new customers since {service.closed}; {FILE} says that the accounts have it. "
        f"Its successor is {service.successor}."
    )


def first_commit(decision: str, decisions: Path) -> str:
    """The day on which a decision record was first committed; empty where no history tells.

    A shallow clone does not tell: there everything seems to have begun with its oldest commit.
    """
    record = next(iter(sorted(decisions.glob(f"{decision}-*.md"))), None) if decision else None
    if record is None or _git(decisions, "rev-parse", "--is-shallow-repository") != "false":
        return ""
    added = _git(decisions, "log", "--follow", "--diff-filter=A", "--format=%cs", "--", record.name)
    return added.splitlines()[-1] if added else ""


def _git(folder: Path, *arguments: str) -> str:
    """What git says in a folder; nothing where there is no git or no repository."""
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "-C", str(folder), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words and a folder
    return ran.stdout.strip() if ran.returncode == 0 else ""
