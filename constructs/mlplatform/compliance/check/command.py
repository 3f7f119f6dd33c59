"""From paths to findings."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlplatform.compliance.evaluation import EVALUATION, Violation, evaluate, rules
from mlplatform.compliance.rules.cfn import as_map

from .files import Handed, handed_in
from .finding import Finding
from .outcome import Outcome

UNREADABLE = "Write it in a form that can be read before the deployment; see docs/security.md."


def check(paths: Sequence[Path], services_kept: Sequence[str] = ()) -> Outcome:
    """Judge the templates at these paths: files, or folders with all templates below them.

    They are judged together, so that an import in one finds its export in another.
    """
    handed: Handed = handed_in(paths)
    violations = evaluate(handed.templates, services_kept, handed.nested)
    found = {finding for one in violations for finding in _findings(one, handed.templates, tuple(services_kept))}
    return Outcome(findings=sorted(found), templates=len(handed.templates), refused=handed.refused)


def _findings(violation: Violation, templates: Mapping[str, Any], kept: tuple[str, ...]) -> Iterator[Finding]:
    rule = rules(kept).get(violation.control)
    body = as_map(as_map(as_map(templates[violation.template]).get("Resources")).get(violation.resource))
    judged = violation.rule != EVALUATION and rule is not None
    for fault in violation.faults:
        yield Finding(
            file=violation.template,
            resource=violation.resource,
            control=violation.control,
            path=fault.path,
            type=str(body.get("Type", "")),
            severity=rule.severity if rule else "H",
            message=f"{rule.must} Found: {fault.what}."
            if rule and judged
            else f"{fault.what[:1].upper()}{fault.what[1:]}.",
            fix=rule.fix if rule and judged else UNREADABLE,
        )
