"""`make upgrade-dependencies` says what differs, and writes pins without touching what stands around them."""

from pathlib import Path

from tests.conftest import ROOT, Assembly
from tools.upgrade_dependencies import PINNED, Synthesized, changed, differences, direct, pins, write

KEY = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}}
BEFORE = Synthesized(
    templates={"acme-main-Foundation": {"Resources": {"Key": KEY, "Old": KEY}, "Rules": {}}},
    open_findings=frozenset(),
    acknowledged=frozenset({"IAM5 a"}),
)


def _after(**changes: object) -> Synthesized:
    return Synthesized(**{**vars(BEFORE), **changes})


def test_the_same_is_no_difference() -> None:
    assert list(differences(BEFORE, _after())) == ["nothing changes"]


def test_resources_that_change_come_and_go_are_named() -> None:
    unrotated = {**KEY, "Properties": {"EnableKeyRotation": False}, "DeletionPolicy": "Retain"}
    templates = {"acme-main-Foundation": {"Resources": {"Key": unrotated, "New": KEY}}}
    assert list(differences(BEFORE, _after(templates=templates))) == [
        "~ acme-main-Foundation Key AWS::KMS::Key: DeletionPolicy, EnableKeyRotation",
        "+ acme-main-Foundation New AWS::KMS::Key",
        "- acme-main-Foundation Old AWS::KMS::Key",
        "~ acme-main-Foundation Rules",
    ]


def test_findings_that_come_and_go_are_named() -> None:
    newer = _after(open_findings=frozenset({"L1 b"}), acknowledged=frozenset())
    assert list(differences(BEFORE, newer)) == ["+ open finding L1 b", "- acknowledged IAM5 a"]


def test_an_assembly_is_read_without_its_assets_hashes(minimal: Assembly, tmp_path: Path) -> None:
    for path in (*minimal.folder.glob("*.template.json"), minimal.folder / "validation-report.json"):
        (tmp_path / path.name).write_text(path.read_text())
    read = Synthesized.read(tmp_path)
    assert set(read.templates) == set(minimal.templates)
    assert read.open_findings == frozenset()
    assert any("IAM5" in line for line in read.acknowledged)
    network = tmp_path / "acme-main-Network.template.json"
    (key,) = {r["Properties"]["Code"]["S3Key"] for r in minimal.resources("AWS::Lambda::Function")}
    network.write_text(network.read_text().replace(key, "0" * 64 + ".zip"))
    assert list(differences(read, Synthesized.read(tmp_path))) == ["nothing changes"]


def test_versions_are_compared_as_the_index_names_packages() -> None:
    assert changed({"Jinja2": "1", "a.b": "1", "c": "1"}, {"jinja2": "2", "a_b": "1", "d": "1"}) == [
        "c 1 -> gone",
        "d new -> 1",
        "jinja2 1 -> 2",
    ]


def test_pins_are_written_where_they_stand(tmp_path: Path) -> None:
    for name in PINNED:
        (tmp_path / name).write_text((ROOT / name).read_text())
    write(tmp_path, {**pins(ROOT), "boto3": "9.9.9", "brand-new": "1.0"})
    assert pins(tmp_path) == {**pins(ROOT), "boto3": "9.9.9", "brand-new": "1.0"}
    old = f"boto3=={pins(ROOT)['boto3']}"
    for name in PINNED[:2]:
        assert (tmp_path / name).read_text() == (ROOT / name).read_text().replace(old, "boto3==9.9.9")
    assert (tmp_path / "constraints.txt").read_text().startswith("# What requirements-dev.txt brings along")


def test_only_what_we_ask_for_is_installed() -> None:
    assert {"aws-cdk-lib", "cdk-nag", "pytest"} <= direct(ROOT)
    assert "botocore" not in direct(ROOT)
