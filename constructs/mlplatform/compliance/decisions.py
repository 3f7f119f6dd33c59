"""Decision records: docs/decisions/NNNN-title.md."""

import re
from pathlib import Path

from .error import ComplianceError

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "docs" / "decisions"
"""docs/decisions of the checkout that this package is installed from (`-e .`)."""

INFEASIBILITY, COMPENSATION = "**Named infeasibility**", "**Compensating control**"
"""How a record begins to say why a control of severity C or H cannot be met, and what is there instead."""


def lets_off(file: Path, control: str) -> bool:
    """Whether a paragraph of the record names the control, why it cannot be met, and what compensates for it."""
    paragraphs = file.read_text(encoding="utf-8").split("\n\n")
    named = re.compile(rf"\b{re.escape(control)}\b")
    return any(named.search(one) and INFEASIBILITY in one and COMPENSATION in one for one in paragraphs)


def record(decision: str, folder: Path = DEFAULT_FOLDER) -> Path:
    """The file of a decision such as "0005"; `ComplianceError` when there is none."""
    if not re.fullmatch(r"\d{4}", decision):
        raise ComplianceError(
            f"decision={decision!r} is not the number of a decision record. Write four digits, such as 0005."
        )
    found = sorted(folder.glob(f"{decision}-*.md"))
    if not found:
        known = ", ".join(path.stem for path in sorted(folder.glob("[0-9]*-*.md"))) or "none"
        raise ComplianceError(
            f"There is no decision record {decision}-*.md in {folder.parent.name}/{folder.name}. Records: {known}. "
            "Write the decision down first: what cannot be met, why, and what compensates for it."
        )
    return found[0]
