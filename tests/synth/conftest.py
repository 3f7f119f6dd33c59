"""Synths in another place, one of each sample a session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.synth.elsewhere import Elsewhere, copy_checkout


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a sample's assembly that was synthesized elsewhere."""
    place = Elsewhere(
        checkout=copy_checkout(tmp_path_factory.mktemp("another") / "check out" / "deep"),
        cwd=tmp_path_factory.mktemp("working-folder"),
    )

    def of(sample: str) -> Path:
        folder = place.cwd / sample
        if not folder.exists():
            result = place.synth(sample)
            assert result.returncode == 0, result.stderr
        return folder

    return of
