"""docs/review.md says what the code does; kinds of changes are the same in settings, code and document."""

import re
from pathlib import Path
from typing import get_args

from mlplatform.dossier.changes import KINDS
from mlplatform.settings.compliance import REVIEWED, ReviewedChange

ROOT = Path(__file__).resolve().parents[2]


def test_the_settings_know_every_kind_of_change() -> None:
    assert get_args(ReviewedChange) == tuple(KINDS)
    assert set(KINDS) - set(REVIEWED) == {"permission-lost", "user", "resource"}


def test_the_document_has_every_kind_as_it_is() -> None:
    text = (ROOT / "docs" / "review.md").read_text()
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (yes|no) \|$", text, re.MULTILINE)
    assert rows == [(name, kind.means, "yes" if name in REVIEWED else "no") for name, kind in KINDS.items()]


def test_the_sample_shows_the_default() -> None:
    text = (ROOT / "config" / "minimal.yaml").read_text()
    [written] = re.findall(r"reviewed_changes: \[([^\]]+)\]", text)
    assert tuple(re.split(r",\s+", written)) == REVIEWED
