"""Mistakes that concern the organisation as a whole, through app.py: exit code 2, one report, place, what to do.

tests/unit/settings has every kind of mistake in every key; these need several parts of the file to be seen at all.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.lock import lock_path
from tests.conftest import ROOT, synth
from tests.synth.refusal import is_a_refusal

RETAILER = ROOT / "config" / "energy-retailer.yaml"
USERS = "energy-retailer-users.csv"
Edit = Callable[[str], str]


def _with(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert text.count(old) == 1, (old, text.count(old))
        return text.replace(old, new)

    return edit


def _same(text: str) -> str:
    return text


HUB = "    kinds: [hub]\n"
LAST_TEAM = '  - {name: smart-homes, cost_centre: "4716", monthly_budget_usd: 4000}\n'
IDLE = '  - {name: nobody, cost_centre: "4717", monthly_budget_usd: 1}\n'

WRONG: dict[str, tuple[Edit, Edit, tuple[str, ...]]] = {
    "an account in two roles": (
        _with('account: "333333333333"', 'account: "222222222222"'),
        _same,
        ("environments[2].account", "222222222222, which is the account of environments[1]"),
    ),
    "a spoke without a hub": (
        _with(HUB, "    kinds: [serving]\n"),
        _same,
        ("environments", "hub"),
    ),
    "a hub in another partition": (
        lambda text: text.replace("region: eu-west-1", "region: us-gov-west-1", 1),
        _same,
        ("environments[1].region", "environments[3].region", "in the partition aws", "where the hub is"),
    ),
    "ranges that overlap": (
        _with("cidr: 10.66.0.0/21", "cidr: 10.65.8.0/21"),
        _same,
        ("environments[2].network.create.cidr", "10.65.8.0/21, which overlaps 10.65.0.0/16 of environments[1]"),
    ),
    "a range that the data centre has": (
        _with("cidrs: [10.0.0.0/12, ", "cidrs: [10.0.0.0/12, 10.67.0.0/16, "),
        _same,
        ("environments[3].network.create.cidr", "10.67.0.0/20, which overlaps 10.67.0.0/16 of the data centre"),
    ),
    "a team without users": (_with(LAST_TEAM, LAST_TEAM + IDLE), _same, ("teams[6]", "nobody")),
    "a project of no team": (
        _with("    team: customer-value\n", "    team: customer-vale\n"),
        _same,
        ("projects[1].team", "customer-vale", "customer-value"),
    ),
    "a project of no environment": (
        _with("    framework: scikit-learn\n", "    framework: scikit-learn\n    serving: [stagng]\n"),
        _same,
        ("projects[1].serving", "stagng", "staging"),
    ),
    "one who approves and builds": (
        _same,
        lambda text: text + "anna.lindqvist,forecasting,mlops-approver\n",
        (USERS, "anna.lindqvist", "mlops-approver"),
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_it_is_refused_with_one_report(mistake: str, tmp_path: Path) -> None:
    organisation, users, words = WRONG[mistake]
    config = tmp_path / RETAILER.name
    config.write_text(organisation(RETAILER.read_text()))
    (tmp_path / USERS).write_text(users(RETAILER.with_name(USERS).read_text()))
    result = synth(tmp_path / "out", config)
    assert result.returncode == 2
    assert is_a_refusal(result, "energy-retailer.yaml has ", " mistake", "found ", "expected ", "fix ", *words)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def _edited(text: str) -> str:
    return text.replace('"eu-west-1', '"eu-west-2').replace("10.65.0.0/16", "10.75.0.0/16")


def _of_another(text: str) -> str:
    """As a copy of another organisation's file would be, digest included."""
    return lock_path(ROOT / "config" / "minimal.yaml").read_text()


def _newer(text: str) -> str:
    return json.dumps(json.loads(text) | {"format": 2})


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_edited, ("digest", "edited by hand", "git checkout --")),
        (_of_another, ("organisation", "the lock of the organisation acme", "give the organisation its old name back")),
        (_newer, ("format", "format 2", "check out the release that wrote it")),
        (lambda text: text[:1000], ("no JSON", "git checkout --")),
        (lambda text: f"<<<<<<< HEAD\n{text}", ("the marks of a merge", "take either side")),
    ],
)
def test_a_lock_file_that_is_not_this_organisations_is_refused(
    edit: Edit, words: tuple[str, ...], tmp_path: Path
) -> None:
    config = tmp_path / RETAILER.name
    config.write_text(RETAILER.read_text())
    (tmp_path / USERS).write_text(RETAILER.with_name(USERS).read_text())
    lock_path(config).write_text(edit(lock_path(RETAILER).read_text()))
    result = synth(tmp_path / "out", config)
    assert result.returncode == 2
    assert is_a_refusal(result, "energy-retailer.lock.json", "1 mistake", "found ", "expected ", "fix ", *words)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
