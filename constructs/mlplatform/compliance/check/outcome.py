"""What a check found, and how it is told."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from .finding import Finding

CLEAN, FINDINGS, NOT_A_TEMPLATE = 0, 1, 2


@dataclass(frozen=True)
class Outcome:
    """`templates`: how many were judged. `refused`: each file that is no template, with the reason."""

    findings: Sequence[Finding]
    templates: int
    refused: Sequence[str]

    @property
    def exit_code(self) -> int:
        """0 without findings, 1 with findings, 2 when something is not a template."""
        if self.refused:
            return NOT_A_TEMPLATE
        return FINDINGS if self.findings else CLEAN

    def as_json(self) -> str:
        """The findings as a list of objects."""
        return json.dumps([asdict(one) for one in self.findings], indent=2, ensure_ascii=False)

    def as_text(self) -> str:
        """The findings for people, and their number."""
        judged = f"{self.templates} template{'' if self.templates == 1 else 's'}"
        if not self.templates:
            return "Nothing was judged."
        number = len(self.findings)
        total = f"{number} finding{'' if number == 1 else 's'} in {judged}." if number else f"{judged}: no finding."
        return "\n".join([*map(str, self.findings), total])
