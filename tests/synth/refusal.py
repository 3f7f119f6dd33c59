"""Wrong files, and what refusing one looks like."""

import subprocess
from pathlib import Path

from tests.conftest import ROOT

MINIMAL = ROOT / "config" / "minimal.yaml"


def wrong_file(folder: Path, old: str, new: str) -> Path:
    """The minimal sample with one thing changed, beside its users."""
    text = MINIMAL.read_text()
    assert old in text
    (folder / "minimal-users.csv").write_text((MINIMAL.parent / "minimal-users.csv").read_text())
    (folder / "wrong.yaml").write_text(text.replace(old, new))
    return folder / "wrong.yaml"


def is_a_refusal(result: subprocess.CompletedProcess[str], *words: str) -> bool:
    """Whether all the words stand on standard error, and nothing on standard output."""
    assert all(word in result.stderr for word in words), result.stderr
    return "Traceback" not in result.stderr and result.stdout == ""
