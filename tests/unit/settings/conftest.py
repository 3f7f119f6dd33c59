"""Copies of the sample organisations that a test may spoil."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.settings import ConfigurationError, Mistake, Organisation, load_organisation

CONFIG = Path(__file__).parents[3] / "config"

Check = Callable[..., Organisation | tuple[Mistake, ...]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Load a sample after replacing texts in its YAML (each must be there once) or all of its CSV."""

    def run(
        *edits: tuple[str, str], sample: str = "minimal", users: str | bytes | None = None
    ) -> Organisation | tuple[Mistake, ...]:
        text = (CONFIG / f"{sample}.yaml").read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {sample}.yaml"
            text = text.replace(old, new)
        csv = (CONFIG / f"{sample}-users.csv").read_bytes() if users is None else users
        (tmp_path / f"{sample}.yaml").write_text(text, encoding="utf-8")
        (tmp_path / f"{sample}-users.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
        return outcome(tmp_path / f"{sample}.yaml")

    return run


def outcome(path: Path) -> Organisation | tuple[Mistake, ...]:
    """The organisation, or the mistakes of its file."""
    try:
        return load_organisation(path)
    except ConfigurationError as error:
        return error.mistakes
