"""Where each team has a Studio domain, a team goes in two steps: its users first, then the rest (README)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tools.cdk import CdkError
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
LAST_TEAM = "    monthly_budget_usd: 1000\n"
PRICING = '  - {name: pricing, cost_centre: "4712", monthly_budget_usd: 500}\n'
PEOPLE = ("bo.ekman,forecasting,lead", "eva.lund,pricing,lead")

pytestmark = pytest.mark.nightly


def _write(folder: Path, *, teams: str, people: tuple[str, ...]) -> None:
    text = (ROOT / "config" / "minimal.yaml").read_text().replace("domains: shared", "domains: per-team")
    (folder / "minimal.yaml").write_text(text.replace(LAST_TEAM, LAST_TEAM + teams))
    (folder / "minimal-users.csv").write_text("\n".join(("user,team,persona", *people)) + "\n")


@pytest.fixture
def per_team(tmp_path: Path) -> Iterator[LocalPlatform]:
    _write(tmp_path, teams=PRICING, people=PEOPLE)
    with LocalAws.start(tmp_path / "aws") as aws:
        platform = LocalPlatform(aws=aws, config=tmp_path / "minimal.yaml", assembly=tmp_path / "cdk.out")
        platform.synth()
        platform.bootstrap()
        platform.cdk.deploy()
        yield platform


def _homes(platform: LocalPlatform) -> list[int]:
    """The number of mount targets of each file system, sorted."""
    efs = platform.client("efs")
    ids = [one["FileSystemId"] for one in efs.describe_file_systems()["FileSystems"]]
    return sorted(len(efs.describe_mount_targets(FileSystemId=one)["MountTargets"]) for one in ids)


def test_a_team_goes_after_its_users(per_team: LocalPlatform) -> None:
    assert _homes(per_team) == [2, 2]
    readable = Platform(client=per_team.client, names=per_team.names)
    assert {domain["DomainName"] for domain in readable.domains()} == {"acme-main-forecasting", "acme-main-pricing"}
    _write(per_team.config.parent, teams="", people=PEOPLE[:1])
    per_team.synth()
    with pytest.raises(CdkError, match=r"as it is in use by acme-main-Data-pricing"):
        per_team.cdk.deploy()
    assert readable.users()["pricing"] == ["eva.lund"]

    _write(per_team.config.parent, teams=PRICING, people=PEOPLE)
    per_team.synth()
    per_team.cdk.destroy("acme-main-Data-pricing")
    per_team.cdk.destroy("acme-main-Users-pricing-*")
    _write(per_team.config.parent, teams="", people=PEOPLE[:1])
    per_team.synth()
    per_team.cdk.deploy()
    assert [domain["DomainName"] for domain in readable.domains()] == ["acme-main-forecasting"]
    assert readable.users() == {"forecasting": ["bo.ekman"]}
    # The other team's domain is untouched, and so is the data of the one that went.
    assert _homes(per_team) == [0, 2]
