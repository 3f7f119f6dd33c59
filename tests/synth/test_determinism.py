"""The same input gives the same bytes, wherever and by whomever it is synthesized."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT, Assembly
from tests.synth.elsewhere import SEED

DIFFERENT: dict[str, str] = {}
"""Files that may differ, and why they cannot be helped. There are none."""


def test_every_file_of_the_assembly_has_the_same_bytes(sample: Assembly, elsewhere: Callable[[str], Path]) -> None:
    assert os.environ.get("PYTHONHASHSEED") != SEED
    here, there = _files(sample.folder), _files(elsewhere(sample.folder.name))
    assert sorted(here) == sorted(there)
    different = {name for name in here if here[name] != there[name]}
    assert different == set(DIFFERENT)


def test_the_assembly_names_no_place_of_this_machine(sample: Assembly) -> None:
    places = [f"{ROOT}/", f"{sample.folder}", "jsii-kernel"]
    named = {
        (name, place)
        for name, (_, content) in _files(sample.folder).items()
        for place in places
        if "/" not in name and place.encode() in content
    }
    assert not named


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of each file below a folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): (path.stat().st_mode & 0o777, path.read_bytes()) for path in files}
