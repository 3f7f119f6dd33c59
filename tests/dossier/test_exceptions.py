"""Exceptions are those of the report, with reason, record and the day of the record; differences are told by shape."""

import subprocess
from pathlib import Path

import pytest

from mlplatform.dossier.assembly import read
from mlplatform.dossier.differences.rest import rest_changes
from mlplatform.dossier.document import Acknowledgement, Control, Dossier
from mlplatform.dossier.exceptions import exceptions, first_commit
from tests.conftest import Assembly as Synthesized
from tests.dossier.reported import KEY, REASON, suppressed, write
from tests.dossier.small_page import control, dossier

STACK = "acme-main-Foundation"


def committed(folder: Path, day: str, text: str) -> None:
    """A decision record, committed on a day."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0006-access-logs.md").write_text(text)
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", day]):
        subprocess.run(["git", *command], cwd=folder, env={"HOME": str(folder), **identity, **dates}, check=True)


def test_findings_of_one_rule_class_and_reason_are_one_exception(tmp_path: Path) -> None:
    found = (
        suppressed("S3-02", f"{STACK}/Key/Resource", logical_id="Key"),
        suppressed("AwsSolutions-IAM5[Action::s3:Get*]", f"{STACK}/Key/Resource", pack="AwsSolutions"),
        suppressed("AwsSolutions-IAM5[Resource::*]", f"{STACK}/Other/Resource", pack="AwsSolutions"),
    )
    folder = write(tmp_path / "out", {STACK: {"Key": KEY, "Other": KEY}}, suppressed=found)
    wildcard, bucket = exceptions(read(folder), tmp_path)
    assert (wildcard.finding, wildcard.places) == (
        "AwsSolutions::AwsSolutions-IAM5",
        (f"{STACK}/Key", f"{STACK}/Other"),
    )
    assert wildcard.found == ("Action::s3:Get*", "Resource::*")
    assert (bucket.finding, bucket.owner, bucket.decision) == ("MLPlatform::S3-02", "storage.AccessLogBucket", "0006")
    assert bucket.reason.startswith("S3 delivers access logs only")
    assert bucket.since == ""


def test_a_reason_by_hand_is_shown_as_it_is(tmp_path: Path) -> None:
    by_hand = suppressed("S3-02", f"{STACK}/Key/Resource", reason="because")
    (one,) = exceptions(read(write(tmp_path, {STACK: {"Key": KEY}}, suppressed=(by_hand,))))
    assert (one.owner, one.decision, one.reason) == ("", "", "because")


def test_without_a_report_there_is_none(tmp_path: Path) -> None:
    assert exceptions(read(write(tmp_path, {STACK: {"Key": KEY}}))) == ()


def test_a_report_that_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    folder = write(tmp_path, {STACK: {"Key": KEY}})
    (folder / "validation-report.json").write_text("[]")
    assembly = read(folder)
    assert exceptions(assembly) == ()
    assert [note.about for note in assembly.notes] == ["validation-report.json"]


def test_a_closed_service_that_is_kept_says_what_uses_it(tmp_path: Path) -> None:
    schedule = {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": {}}
    folder = write(tmp_path, {STACK: {"Key": KEY, "Monitor": schedule}}, kept="sagemaker-model-monitor unheard-of")
    kept, unknown = exceptions(read(folder))
    assert (kept.kind, kept.finding, kept.places) == ("kept service", "sagemaker-model-monitor", (f"{STACK}/Monitor",))
    assert "closed to new customers since 2026-07-30" in kept.reason
    assert (unknown.finding, unknown.places) == ("unheard-of", ())


def test_since_is_the_day_of_the_first_commit_and_survives_a_rename(tmp_path: Path) -> None:
    text = "# 0006: Access logs\n\nA record that is long enough for git to see that it was only renamed.\n" * 5
    committed(tmp_path / "decisions", "2026-03-01", text)
    committed(tmp_path / "decisions", "2026-05-01", f"{text}More.\n")
    assert first_commit("0006", tmp_path / "decisions") == "2026-03-01"
    (tmp_path / "decisions/0006-access-logs.md").rename(tmp_path / "decisions/0006-logs.md")
    subprocess.run(["git", "add", "-A"], cwd=tmp_path / "decisions", check=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *author, "commit", "-qm", "renamed"], cwd=tmp_path / "decisions", check=True)
    assert first_commit("0006", tmp_path / "decisions") == "2026-03-01"


def test_since_is_empty_where_no_history_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(tmp_path / "decisions", "2026-03-01", "one\n")
    committed(tmp_path / "decisions", "2026-05-01", "two\n")
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{tmp_path}/decisions", str(tmp_path / "shallow")], check=True
    )
    assert first_commit("0006", tmp_path / "shallow") == ""
    assert first_commit("0007", tmp_path / "decisions") == ""
    assert first_commit("", tmp_path / "decisions") == ""
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "0006-logs.md").write_text("one")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert first_commit("0006", tmp_path / "plain") == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert first_commit("0006", tmp_path / "decisions") == ""


def test_the_smallest_samples_exceptions_have_records(minimal: Synthesized) -> None:
    found = exceptions(read(minimal.folder))
    assert found
    assert all(one.decision and one.owner and one.places for one in found)


# Differences ------------------------------------------------------------------------------------------------------

SHAPE = Acknowledgement(
    kind="acknowledgement", finding="P::R", owner="a.B", places=("s/A",), reason=REASON, decision="0006"
)


def titles(before: Dossier, after: Dossier) -> list[str]:
    return [change.title for change in rest_changes(before, after)]


def excepting(*exceptions: Acknowledgement) -> Dossier:
    return dossier(compared=False, users=0).model_copy(update={"exceptions": exceptions, "controls": ()})


def judging(*controls: Control) -> Dossier:
    return dossier(compared=False, users=0).model_copy(update={"exceptions": (), "controls": controls})


def test_exceptions_come_and_go() -> None:
    kept = SHAPE.model_copy(update={"kind": "kept service", "finding": "canvas"})
    assert titles(excepting(), excepting(SHAPE)) == ["P::R of a.B is accepted."]
    assert titles(excepting(SHAPE), excepting()) == ["P::R of a.B is no longer accepted."]
    assert titles(excepting(), excepting(kept)) == ["The closed service canvas is accepted."]
    assert titles(excepting(SHAPE), excepting(SHAPE)) == []


def test_one_more_action_is_told_and_one_more_resource_is_not() -> None:
    other = SHAPE.model_copy(update={"places": ("s/Renamed",), "found": ("Resource::<Renamed.Arn>/*",)})
    wider = SHAPE.model_copy(update={"found": ("Action::s3:*",)})
    assert titles(excepting(SHAPE), excepting(other)) == []
    assert titles(excepting(SHAPE), excepting(wider)) == ["P::R of a.B is accepted for one more action: s3:*."]


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("passed", "failed", ["KMS-01 fails: Rotation of customer-managed keys."]),
        ("not applicable", "failed", ["KMS-01 fails: Rotation of customer-managed keys."]),
        ("failed", "passed", ["KMS-01 passes again: Rotation of customer-managed keys."]),
        (
            "passed",
            "acknowledged",
            ["KMS-01 is met but for an acknowledged exception: Rotation of customer-managed keys."],
        ),
        ("passed", "passed", []),
        ("passed", "not applicable", []),
        ("not applicable", "passed", []),
    ],
)
def test_controls_that_change_their_verdict(was: str, now: str, told: list[str]) -> None:
    assert titles(judging(control("KMS-01", was)), judging(control("KMS-01", now))) == told


def test_a_control_that_fails_in_more_places() -> None:
    once, twice = control("A", "failed", findings=("s/A: x",)), control("A", "failed", findings=("s/A: x", "s/B: x"))
    assert titles(judging(once), judging(twice)) == ["A fails in more places: Rotation of customer-managed keys."]
    assert titles(judging(twice), judging(once)) == []
