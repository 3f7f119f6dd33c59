"""Environments may come in any order, and one may come later: what serves before the hub, prod after everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config" / "energy-retailer.yaml"

pytestmark = pytest.mark.nightly


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[LocalPlatform]:
    """Four bootstrapped accounts; the organisation's file does not know of prod yet."""
    text = CONFIG.read_text()
    start, end = text.index("  - name: prod\n"), text.index("\nteams:\n")
    (tmp_path / CONFIG.name).write_text(text[:start] + text[end:])
    (tmp_path / "energy-retailer-users.csv").write_text(CONFIG.with_name("energy-retailer-users.csv").read_text())
    with LocalAws.start(tmp_path / "aws") as aws:
        whole = LocalPlatform(aws=aws, config=CONFIG, assembly=tmp_path / "whole")
        whole.bootstrap()
        yield LocalPlatform(aws=aws, config=tmp_path / CONFIG.name, assembly=tmp_path / "without-prod")


def test_any_order_and_a_spoke_that_comes_later(platform: LocalPlatform) -> None:
    platform.synth()
    for environment in ("staging", "research", "hub"):
        platform.cdk.deploy(f"volta-{environment}-*")
    assert "Number of stacks with differences: 0" in platform.cdk.diff()

    whole = LocalPlatform(aws=platform.aws, config=CONFIG, assembly=platform.assembly.with_name("whole"))
    whole.synth()
    for environment in ("prod", "research", "hub"):  # those that name it: who trains for it, who delivers to it
        whole.cdk.deploy(f"volta-{environment}-*")
    prod = whole.place("prod")
    assert Platform(client=prod.client, names=prod.names).contract()["platform"]["kinds"] == ["serving"]
    assert "Number of stacks with differences: 0" in whole.cdk.diff()
