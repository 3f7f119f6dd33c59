"""What a reason for an acknowledgement must be, and how it is written into the report."""

import re
from dataclasses import dataclass

from .error import ComplianceError

MIN_WORDS = 8

_BOILERPLATE = re.compile(
    r"\b(to-?do|tbd|fix-?me|for now|temporar\w*|demo purposes|false positive|not (?:needed|required|applicable)"
    r"|n/a|suppress\w*|ignor\w*|accepted risk|risk accepted|wildcards? (?:is|are) (?:needed|required|necessary)"
    r"|required for the solution|lorem ipsum)\b",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\[ADR-(?P<decision>\d{4})\] (?P<owner>[\w.]+): (?P<reason>.+)", re.DOTALL)


@dataclass(frozen=True)
class Reason:
    """A reason as the report carries it: `[ADR-0005] network.PrivateNetwork: what cannot be met, and why`."""

    decision: str
    owner: str
    text: str

    def __str__(self) -> str:
        return f"[ADR-{self.decision}] {self.owner}: {self.text}"


def read_reason(written: str | None) -> Reason | None:
    """The parts of a written reason; None when it was not written by `acknowledge`."""
    match = _WRITTEN.fullmatch(written or "")
    return Reason(match["decision"], match["owner"], match["reason"]) if match else None


def weakness(reason: str) -> str | None:
    """Why a reason says too little; None when it will do."""
    words = re.findall(r"[A-Za-z0-9][\w:.*/-]*", reason)
    boilerplate = _BOILERPLATE.search(reason)
    if boilerplate:
        return f"it says {boilerplate[0]!r}, which would fit any finding"
    if len(words) < MIN_WORDS or len({word.lower() for word in words}) < MIN_WORDS - 2:
        return f"it has {len(words)} words; at least {MIN_WORDS} different ones are expected"
    return None


def checked(reason: str) -> str:
    """The reason on one line; `ComplianceError` when it is empty, short or boiler-plate."""
    weak = weakness(reason)
    if weak:
        raise ComplianceError(
            f"The reason {reason!r} is too weak: {weak}. Say what of this resource cannot meet the rule, why, and what "
            "protects it instead."
        )
    return " ".join(reason.split())
