"""At a glance: verdict of the gate, coverage, counts, in one paragraph."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from mlplatform.compliance.gate import gate
from mlplatform.compliance.ids import OWN_PACK
from mlplatform.compliance.report import REPORT
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Acknowledgement, Control, Environment, Glance
from mlplatform.dossier.judged import report_of

Verdict = Literal["passed", "failed", "acknowledged", "not applicable"]
VERDICTS: tuple[Verdict, ...] = ("passed", "failed", "acknowledged", "not applicable")
SAID = {
    "passed": "The gate passed: every scanner ran and no finding is open.",
    "not validated": f"The gate has no verdict: the assembly holds no {REPORT}, so no scanner has judged it.",
}


def glance(
    assembly: Assembly,
    environments: Sequence[Environment],
    controls: Sequence[Control],
    exceptions: Sequence[Acknowledgement],
) -> Glance:
    """What a reviewer reads first."""
    verdict, problems = _gate(assembly)
    found = Counter(control.verdict for control in controls)
    coverage: dict[str, int] = {name: found[name] for name in VERDICTS}
    counts = _counts(environments, exceptions)
    sentences = (
        _deployed(environments, counts),
        SAID.get(verdict) or f"The gate failed: {_number(len(problems), 'problem')}.",
        *_internet(environments),
        _covered(coverage),
        f"{_number(counts['exceptions'], 'exception')} {'is' if counts['exceptions'] == 1 else 'are'} accepted.",
    )
    return Glance(summary=" ".join(sentences), gate=verdict, problems=problems, counts=counts, coverage=coverage)


def _gate(assembly: Assembly) -> tuple[Literal["passed", "failed", "not validated"], tuple[str, ...]]:
    if not (assembly.folder / REPORT).is_file():
        return "not validated", ()
    report = report_of(assembly)
    packs = report.proofs.get(OWN_PACK, {}).get("packs", "").split() if report else []
    try:
        problems = tuple(str(problem) for problem in gate(assembly.folder, packs=packs))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return "failed", (f"NOT VALIDATED: the assembly cannot be read whole: {_told(error)}",)
    return ("failed" if problems else "passed"), problems


def _told(error: Exception) -> str:
    """What is wrong, without the folder that the assembly happens to stand in."""
    if isinstance(error, OSError):
        return f"{Path(str(error.filename)).name}: {error.strerror}"
    return repr(error)


def _counts(environments: Sequence[Environment], exceptions: Sequence[Acknowledgement]) -> dict[str, int]:
    types = Counter(item.type for one in environments for item in one.inventory)
    return {
        "environments": len(environments),
        "accounts": len({one.account for one in environments}),
        "stacks": sum(len(one.stacks) for one in environments),
        "resources": types.total(),
        "stores of data": sum(len(one.stores) for one in environments),
        "keys": types["AWS::KMS::Key"] + types["AWS::KMS::ReplicaKey"],
        "roles": types["AWS::IAM::Role"],
        "user profiles": types["AWS::SageMaker::UserProfile"],
        "exceptions": len(exceptions),
    }


def _deployed(environments: Sequence[Environment], counts: dict[str, int]) -> str:
    named = ", ".join(f"{one.name} ({', '.join((*one.kinds, one.account, one.region))})" for one in environments)
    stacks, resources = _number(counts["stacks"], "stack"), _number(counts["resources"], "resource")
    where = f"{_number(len(environments), 'environment')}: {named}" if environments else "no environment"
    return f"{stacks} with {resources} would be deployed to {where}."


def _internet(environments: Sequence[Environment]) -> Iterator[str]:
    """What the networks' own section found; nothing where no network was read."""
    networks = [network for one in environments for network in one.networks]
    said = sorted(network.internet for network in networks if network.internet)
    unknown = [one for one in said if one.startswith("unknown")]
    open_ = [one for one in said if one not in unknown]
    if open_:
        yield f"{_number(len(open_), 'network')} can reach the internet: {', '.join(open_)}."
    if unknown:
        yield f"Of {_number(len(unknown), 'network')} no template says whether it reaches the internet."
    if networks and not said:
        yield f"No route of the {_number(len(networks), 'network')} reaches the internet."


def _covered(coverage: dict[str, int]) -> str:
    apply = sum(coverage.values()) - coverage["not applicable"]
    return (
        f"Of {sum(coverage.values())} controls {apply} apply here: {coverage['passed']} passed, "
        f"{coverage['acknowledged']} with an acknowledged exception, {coverage['failed']} failed; "
        f"{coverage['not applicable']} have no resource that they could apply to."
    )


def _number(number: int, noun: str) -> str:
    """A number with its noun; thousands are set apart."""
    return f"{number:,}".replace(",", " ") + f" {noun}{'' if number == 1 else 's'}"
