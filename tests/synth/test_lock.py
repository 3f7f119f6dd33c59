"""The lock file through app.py: what it refuses, what `moves:` permits, what it says when it is missing."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.compliance import gate
from mlplatform.compliance.report import read_report
from mlplatform.lock import lock_path, read_lock
from mlplatform.lock.plugin import NAME
from mlplatform.settings import load_organisation
from tests.conftest import ROOT, Assembly, synth
from tests.synth.refusal import MINIMAL, is_a_refusal
from tools import lock

ADVICE = (
    "Run `make lock ORG=config/{0}.yaml` and review the difference. Where it refuses, name the change in moves:; the "
    "samples are deployed nowhere, so here `make lock ANEW=1 ORG=config/{0}.yaml` will do."
)
MOVED = "bo.ekman,pricing,lead\ncarin.holm,forecasting,data-scientist"
PRICING = '  - {name: pricing, cost_centre: "4712", monthly_budget_usd: 500}\n'
LAST_TEAM = "    monthly_budget_usd: 1000\n"
DOMAIN = "acme-main-Studio/SharedDomain5293281A"
SPACE = "acme-main-Studio/ForecastingSpace3EF6EA10"
PERMIT = "\nmoves:\n  - {action: replace, what: %s, reason: Seeded by a test of the lock file}\n"


def _copy(folder: Path, *edits: tuple[str, str], users: str = "", with_lock: bool = True) -> Path:
    """The minimal organisation, its users and its lock, with something changed."""
    text = MINIMAL.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / "minimal.yaml").write_text(text)
    people = (MINIMAL.parent / "minimal-users.csv").read_text()
    (folder / "minimal-users.csv").write_text(f"user,team,persona\n{users}\n" if users else people)
    if with_lock:
        shutil.copyfile(lock_path(MINIMAL), folder / "minimal.lock.json")
    return folder / "minimal.yaml"


def _rules(assembly: Path) -> list[str]:
    return sorted(finding.rule for finding in read_report(assembly).open if finding.pack == NAME)


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "config").glob("*.yaml")))
def test_the_lock_of_every_sample_is_current(name: str, synthesized: Callable[[str], Assembly]) -> None:
    config = ROOT / "config" / f"{name}.yaml"
    organisation = load_organisation(config)
    locked = read_lock(config, organisation=organisation.name)
    assert locked is not None, ADVICE.format(name)
    taken = lock.lock_of(synthesized(name).folder, organisation, locked=locked, config=config)
    assert lock_path(config).read_text(encoding="utf-8") == taken.text(), ADVICE.format(name)


def test_the_report_proves_that_the_check_ran(sample: Assembly) -> None:
    """Without findings a plugin leaves nothing else in the report, as if it were not attached."""
    assert read_report(sample.folder).proofs[NAME]["lock"].endswith(".lock.json")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Auth mode and shard count change; the domain's replacement is permitted, and something that does not happen."""
    folder = tmp_path_factory.mktemp("refused")
    config = _copy(
        folder,
        ("identity_center:", "saml: {provider: Corporate}\n  # identity_center:"),
        ("    permission_sets:", "    # permission_sets:"),
        ("      platform-admin:", "    #   platform-admin:"),
        ("      auditor:", "    #   auditor:"),
        ("      mlops-approver:", "    #   mlops-approver:"),
        ("user_shards: 1", "user_shards: 4"),
        ("users: minimal-users.csv\n", f"users: minimal-users.csv\n{PERMIT % DOMAIN}{(PERMIT % SPACE)[8:]}"),
    )
    return folder / "out", synth(folder / "out", config)


def test_changes_end_the_synth_with_1_and_say_what_is_lost(
    refused: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, result = refused
    assert result.returncode == 1
    assert "The user shards of the Studio domain main/shared change from 1 to 4" in result.stderr
    assert "SingleSignOnUserIdentifier and SingleSignOnUserValue differ" in result.stderr
    assert "action: renumber, what: main/shared" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_moves_permits_one_and_an_entry_for_nothing_is_reported(
    refused: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """The domain is replaced with permission; its profiles are not; the space stays as it is."""
    assembly, result = refused
    assert "SharedDomain5293281A" not in result.stderr
    assert "moves[1] of minimal.yaml permits nothing: between the lock file and this synth there is no such change "
    assert f"(replace {SPACE})" in result.stderr
    assert _rules(assembly) == ["LOCK-RENUMBERED", "LOCK-REPLACED", "LOCK-REPLACED", "LOCK-STALE-MOVE"]


def test_the_gate_sees_them_too(refused: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assembly, _ = refused
    assert any(f"{NAME}::LOCK-RENUMBERED" in problem.what for problem in gate(assembly))


def test_a_user_in_another_team_is_refused_and_another_user_is_not(tmp_path: Path) -> None:
    config = _copy(tmp_path, (LAST_TEAM, LAST_TEAM + PRICING), users=f"{MOVED}\neva.lund,pricing,auditor")
    result = synth(tmp_path / "out", config)
    assert result.returncode == 1
    assert "1 user profile of acme-main-Users-shared-00 would be replaced (bo-ekman" in result.stderr
    assert "Tags differ from the lock file" in result.stderr
    assert _rules(tmp_path / "out") == ["LOCK-REPLACED"]


def test_a_team_that_leaves_takes_nothing_unseen_with_it(tmp_path: Path) -> None:
    renamed = (("    name: forecasting", "    name: planning"), ("    team: forecasting", "    team: planning"))
    config = _copy(tmp_path, *renamed, users="bo.ekman,planning,lead")
    result = synth(tmp_path / "out", config)
    assert result.returncode == 1
    assert 'The Studio space "forecasting-shared"' in result.stderr
    assert "KeysTeamForecasting" in result.stderr


def test_without_a_lock_a_synth_passes_and_says_how_to_write_one(tmp_path: Path) -> None:
    config = _copy(tmp_path, with_lock=False)
    result = synth(tmp_path / "out", config)
    assert result.returncode == 0
    assert f"{lock_path(config)} does not exist yet" in result.stderr
    assert f"make lock ORG={config}" in result.stderr


def test_what_is_new_passes_and_is_noted(tmp_path: Path) -> None:
    config = _copy(tmp_path, (LAST_TEAM, LAST_TEAM + PRICING), users="bo.ekman,forecasting,lead\neva.lund,pricing,lead")
    result = synth(tmp_path / "out", config)
    assert result.returncode == 0
    assert f"{lock_path(config)} is not current" in result.stderr


def test_one_environment_alone_misses_nothing_of_the_others(tmp_path: Path) -> None:
    retailer = ROOT / "config" / "energy-retailer.yaml"
    *_, last = load_organisation(retailer).environments
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    narrowed = json.dumps(context | {"config": str(retailer), "environment": last.name})
    result = synth(tmp_path / "out", retailer, CDK_CONTEXT_JSON=narrowed)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(list((tmp_path / "out").glob(f"*-{last.name}-Foundation.template.json"))) == 1
    assert len(list((tmp_path / "out").glob("*-Foundation.template.json"))) == 1


def test_another_organisation_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    result = synth(tmp_path / "out", _copy(tmp_path, ("name: acme", "name: acne")))
    assert result.returncode == 2
    assert is_a_refusal(result, "minimal.lock.json", "the lock of acne", "1 mistake")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
