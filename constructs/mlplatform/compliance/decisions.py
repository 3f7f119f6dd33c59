"""Decision records: docs/decisions/NNNN-title.md."""

import re
from pathlib import Path

from .error import ComplianceError

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "docs" / "decisions"
"""docs/decisions of the checkout that this package is installed from (`-e .`)."""


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
