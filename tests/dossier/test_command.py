"""`python -m mlplatform.dossier`: what it takes and says, and what it makes of wrong input."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlplatform.dossier.command import main
from tests.conftest import Assembly
from tests.dossier.seeded import Template, copied, edited, of_type

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = {
    "Parameters": {"Stage": {"Type": "String"}},
    "Conditions": {"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}},
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "<script>alert(1)</script>"}},
        "Made": {"Type": "Vendor::Thing::Other", "Properties": {"Name": {"Fn::ImportValue": "nowhere"}}},
        "Said": {"Type": "AWS::SSM::Parameter", "Condition": "Live", "Properties": {"Type": "String", "Value": "a"}},
        "Role": {"Type": "AWS::IAM::Role", "Condition": "Live", "Properties": {"AssumeRolePolicyDocument": {}}},
    },
}


@pytest.fixture(scope="module")
def sample(synthesized: Callable[[str], Assembly]) -> Path:
    return synthesized("minimal").folder


def assembly(folder: Path, template: Any, *, stack: str = "App") -> Path:
    """A cloud assembly of one stack."""
    folder.mkdir()
    properties = {"templateFile": f"{stack}.template.json"}
    artifact = {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region"}
    manifest = {"version": "48.0.0", "artifacts": {stack: {**artifact, "properties": properties}}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / f"{stack}.template.json").write_text(template if isinstance(template, str) else json.dumps(template))
    return folder


def run(*arguments: object) -> int:
    return main([*map(str, arguments), "--quiet"])


def test_the_same_again_needs_no_reviewer(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sample, "--baseline", sample, "--json", tmp_path / "d.json", "--html", tmp_path / "d.html") == 0
    assert "Nothing differs" in capsys.readouterr().out
    assert json.loads((tmp_path / "d.json").read_text())["organisation"] == "acme"
    assert (tmp_path / "d.html").read_text().startswith("<!doctype html>")


def test_the_same_assembly_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(sample, "--json", tmp_path / f"{name}.json", "--html", tmp_path / f"{name}.html")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def _another_name(template: Template) -> None:
    of_type(template, "AWS::SageMaker::Domain")["Properties"]["DomainName"] = "another"


def test_a_replaced_domain_needs_a_reviewer(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = copied(sample, tmp_path / "other")
    edited(other, "Studio", _another_name)
    assert run(other, "--baseline", sample, "--summary", tmp_path / "summary.md") == 1
    assert "replaced (1)" in capsys.readouterr().out
    assert "🔴 **replaced** `main` `acme-main-Studio/" in (tmp_path / "summary.md").read_text()


def test_what_needs_a_reviewer_is_the_organisations_choice(sample: Path, tmp_path: Path) -> None:
    other = copied(sample, tmp_path / "other")
    edited(other, "Studio", _another_name)
    (other / "validation-report.json").unlink()  # It is about the other templates, for which the gate would fail.
    text = (ROOT / "config" / "minimal.yaml").read_text()
    start, end = text.index("  reviewed_changes:"), text.index("  # Services that AWS has closed")
    (tmp_path / "organisation.yaml").write_text(f"{text[:start]}  reviewed_changes: [user]\n{text[end:]}")
    (tmp_path / "minimal-users.csv").write_text((ROOT / "config" / "minimal-users.csv").read_text())
    assert run(other, "--baseline", sample, "--config", tmp_path / "organisation.yaml") == 0


WRONG: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no such folder": (lambda folder: folder / "nowhere", "no cloud assembly"),
    "a folder of something else": (lambda folder: folder, "Run `make synth` first"),
    "a manifest that is no JSON": (lambda folder: _manifest(folder, "{"), "is no JSON ("),
    "a manifest that is a list": (lambda folder: _manifest(folder, "[]"), "no JSON object"),
    "a template that is missing": (lambda folder: _without_template(folder), "lacks"),
    "a template that is no JSON": (lambda folder: assembly(folder / "a", "not json"), "is no JSON ("),
    "a resource without a type": (lambda folder: assembly(folder / "a", {"Resources": {"A": {}}}), "have a type"),
    "resources that are a list": (lambda folder: assembly(folder / "a", {"Resources": []}), "have a type"),
    "an artifact that is none": (lambda folder: _manifest(folder, '{"artifacts": {"a": 1}}'), "as the CDK writes it"),
    "a template that is a list": (lambda folder: assembly(folder / "a", "[]"), "no JSON object"),
}


def _manifest(folder: Path, text: str) -> Path:
    (folder / "manifest.json").write_text(text)
    return folder


def _without_template(folder: Path) -> Path:
    found = assembly(folder / "a", FOREIGN)
    (found / "App.template.json").unlink()
    return found


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_assembly_is_told_in_a_line(wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, said = WRONG[wrong]
    assert run(make(tmp_path), "--html", tmp_path / "d.html") == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not (tmp_path / "d.html").exists()


def test_a_baseline_that_is_none_is_told_too(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sample, "--baseline", tmp_path) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(sample, "--json", tmp_path / "file" / "d.json") == 2
    assert "Cannot write" in capsys.readouterr().err


def test_another_app_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    found = assembly(tmp_path / "app", FOREIGN)
    assert run(found, "--json", tmp_path / "d.json", "--html", tmp_path / "d.html", "--summary", tmp_path / "s.md") in (
        0,
        1,
    )
    dossier = json.loads((tmp_path / "d.json").read_text())
    assert [environment["account"] for environment in dossier["environments"]] == ["111122223333"]
    assert "<script>alert(1)" not in (tmp_path / "d.html").read_text()
    assert "<script>" not in (tmp_path / "s.md").read_text()


def test_a_template_of_a_megabyte_is_read(tmp_path: Path) -> None:
    body = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x" * 2000}}
    found = assembly(tmp_path / "app", {"Resources": {f"P{n}": body for n in range(490)}})
    assert (found / "App.template.json").stat().st_size > 1_000_000
    assert run(found, "--json", tmp_path / "d.json", "--html", tmp_path / "d.html") == 0
