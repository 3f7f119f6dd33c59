"""`make scp`: files that the management account can attach, for teams of any size."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlplatform.identity import service_control
from mlplatform.identity.guard_rails import BOUNDARY_DENIES
from tools.service_control import main

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = ROOT / "config" / "minimal.yaml"


def written(config: Path, output: Path) -> dict[str, dict[str, Any]]:
    """Mode to Sid to statement."""
    assert main([str(config), "--output", str(output)]) == 0
    return {
        mode: {one["Sid"]: one for one in json.loads((output / f"acme-{mode}.scp.json").read_text())["Statement"]}
        for mode in ("locked", "bounded")
    }


def test_they_hold_every_deny_of_the_boundaries_and_what_bounds_the_whole_organisation(tmp_path: Path) -> None:
    found = written(MINIMAL, tmp_path)
    everything = {**found["locked"], **found["bounded"]}
    of_boundaries = {deny["Sid"]: deny for deny in BOUNDARY_DENIES}
    assert {sid: everything[sid] for sid in of_boundaries} == of_boundaries
    assert set(everything) - set(of_boundaries) == {
        "DenyOtherInstances",
        "DenyOtherAppInstances",
        "DenyTooLong",
        "DenyLongIdling",
    }
    assert "<" not in json.dumps(everything)


@pytest.mark.parametrize(("size", "longest"), [("small", "14400"), ("huge", "432000")])
def test_they_allow_what_the_largest_team_may_use(tmp_path: Path, size: str, longest: str) -> None:
    config = tmp_path / MINIMAL.name
    config.write_text(MINIMAL.read_text().replace("largest_size: large", f"largest_size: {size}"))
    (tmp_path / "minimal-users.csv").write_text(MINIMAL.with_name("minimal-users.csv").read_text())
    bounded = written(config, tmp_path)["bounded"]
    assert ("ml.p5.48xlarge" in json.dumps(bounded["DenyOtherInstances"])) is (size == "huge")
    assert bounded["DenyTooLong"]["Condition"] == {"NumericGreaterThan": {"sagemaker:MaxRuntimeInSeconds": longest}}


def test_the_same_file_gives_the_same_bytes_within_the_limit(tmp_path: Path) -> None:
    texts = set()
    for folder in ("one", "two"):
        written(MINIMAL, tmp_path / folder)
        texts.add(tuple(file.read_text().strip() for file in sorted((tmp_path / folder).iterdir())))
    [both] = texts
    assert len(both) == 2
    assert max(map(len, both)) <= service_control.MAX_CHARACTERS


def test_a_policy_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_control, "MAX_CHARACTERS", 1000)
    with pytest.raises(ValueError, match="AWS takes 1000"):
        service_control.service_control_policies({})


def test_a_wrong_file_is_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.yaml"), "--output", str(tmp_path / "scp")]) == 2
    assert "none.yaml" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main([str(MINIMAL), "--output", str(tmp_path / "file")]) == 2
    assert "OUT=" in capsys.readouterr().err
