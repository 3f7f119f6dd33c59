"""The gate passes a compliant assembly, and names what is wrong with each doctored one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Acknowledgment, Stack, Validations

from mlplatform.compliance import gate, register
from mlplatform.compliance.__main__ import main
from mlplatform.compliance.report import REPORT, read_report
from tests.compliance.apps import IAM5, PACKS, REASON, compliant, policy, refused, synth

Doctor = Callable[[list[dict[str, Any]]], object]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synth(tmp_path_factory.mktemp("clean") / "cdk.out")


def kinds(assembly: Path) -> set[str]:
    return {problem.kind for problem in gate(assembly)}


def doctored(clean: Path, folder: Path, doctor: Doctor) -> Path:
    shutil.copytree(clean, folder, dirs_exist_ok=True)
    report = json.loads((folder / REPORT).read_text())
    doctor(report["pluginReports"])
    (folder / REPORT).write_text(json.dumps(report))
    return folder


@pytest.mark.parametrize("staged", [False, True])
def test_a_compliant_assembly_passes(staged: bool, tmp_path: Path) -> None:
    assert gate(synth(tmp_path / "cdk.out", staged=staged)) == []


def test_a_missing_report_is_a_problem(clean: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(clean, tmp_path / "cdk.out")
    (folder / REPORT).unlink()
    assert kinds(folder) == {"not validated"}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pluginReports": [1]}'])
def test_a_report_that_cannot_be_read_is_a_problem(clean: Path, tmp_path: Path, content: str) -> None:
    folder = shutil.copytree(clean, tmp_path / "cdk.out")
    (folder / REPORT).write_text(content)
    assert kinds(folder) == {"not validated"}


def test_a_template_that_the_report_is_not_about_is_a_problem(clean: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(clean, tmp_path / "cdk.out")
    template = folder / "acme-prod-Data.template.json"
    body = json.loads(template.read_text())
    del body["Resources"]["Logs"]["Properties"]["KmsKeyId"]
    template.write_text(json.dumps(body))
    problems = gate(folder)
    assert {problem.kind for problem in problems} == {"not validated", "open finding"}
    assert any("LOG-01 fires" in problem.what for problem in problems)


def _without(name: str) -> Doctor:
    return lambda plugins: plugins.remove(next(one for one in plugins if one["pluginName"] == name))


def _blind(plugins: list[dict[str, Any]]) -> None:
    _proof(plugins, "MLPlatform")["packs"] = "AwsSolutions"


def _proof(plugins: list[dict[str, Any]], name: str) -> dict[str, Any]:
    [proof] = [v for one in plugins if one["pluginName"] == name for v in one["violations"] if v["ruleName"] == "RAN"]
    found: dict[str, Any] = proof["ruleMetadata"]
    return found


def _rules_blind(plugins: list[dict[str, Any]]) -> None:
    _proof(plugins, "MLPlatform")["rules"] = "LOG-01"


def _crashed(name: str) -> Doctor:
    crash = {"violations": [], "suppressedViolations": [], "metadata": {"error": "boom"}}
    return lambda plugins: next(one for one in plugins if one["pluginName"] == name).update(crash)


def _open(severity: str) -> Doctor:
    entry = {
        "ruleName": "AwsSolutions-X",
        "description": "x",
        "severity": severity,
        "violatingConstructs": [{"constructPath": "acme-prod-Data/Policy"}],
    }
    return lambda plugins: plugins[0]["violations"].append(entry)


def _acknowledged_at(path: str) -> Doctor:
    def doctor(plugins: list[dict[str, Any]]) -> None:
        for one in plugins[0]["suppressedViolations"]:
            one["acknowledgedAt"] = path

    return doctor


def _two_reasons(plugins: list[dict[str, Any]]) -> None:
    plugins[0]["suppressedViolations"][0]["reason"] = "[ADR-0002] CfnManagedPolicy: another reason than the rest has"


def _copied(plugins: list[dict[str, Any]]) -> None:
    entry = plugins[0]["suppressedViolations"][0]
    copy = {**entry, "acknowledgedId": "AwsSolutions::AwsSolutions-S1"}
    plugins[0]["suppressedViolations"].append(copy)


@pytest.mark.parametrize(
    ("doctor", "kind"),
    [
        (_without("AwsSolutions"), "acknowledgement stale"),
        (_without("MLPlatform"), "plugin did not run"),
        (_blind, "plugin did not run"),
        (_rules_blind, "plugin did not run"),
        (_without("MLPlatformLock"), "plugin did not run"),
        (_crashed("MLPlatformLock"), "plugin crashed"),
        (_crashed("MLPlatformLock"), "plugin did not run"),
        (lambda plugins: _proof(plugins, "MLPlatformLock").update(canary="not refused"), "plugin did not run"),
        (_crashed("AwsSolutions"), "plugin crashed"),
        (_open("error"), "open finding"),
        (_open("warning"), "open finding"),
        (_open("info"), "open finding"),
        (_acknowledged_at(""), "acknowledgement too broad"),
        (_acknowledged_at("acme-prod-Data"), "acknowledgement too broad"),
        (_two_reasons, "acknowledgement with two reasons"),
        (_copied, "acknowledgement copied"),
    ],
)
def test_a_doctored_report_is_a_problem(clean: Path, tmp_path: Path, doctor: Doctor, kind: str) -> None:
    assert kind in kinds(doctored(clean, tmp_path / "cdk.out", doctor))


def test_an_app_that_is_not_held_against_the_lock_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if app.py had lost its call of hold()."""
    monkeypatch.setattr("tests.compliance.apps.hold", lambda *_, **__: None)
    assert [(problem.kind, problem.where) for problem in gate(synth(tmp_path / "cdk.out"))] == [
        ("plugin did not run", "MLPlatformLock")
    ]


def test_a_comparison_that_misses_nothing_any_more_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlplatform.lock.permits.changes", lambda *_, **__: [])
    assert [(problem.kind, problem.where) for problem in gate(synth(tmp_path / "cdk.out"))] == [
        ("plugin did not run", "MLPlatformLock")
    ]


def test_a_pack_that_the_organisation_mandates_must_have_run(clean: Path) -> None:
    assert {problem.where for problem in gate(clean, packs=["HIPAA.Security"])} == {"HIPAA.Security"}


def _by_hand(rule: str, reason: str, scope: Callable[[Stack], Any] = policy) -> Callable[[Stack], None]:
    def build(stack: Stack) -> None:
        found = scope(stack)
        Validations.of(found).acknowledge(Acknowledgment(id=rule, reason=reason))
        if scope is not policy:
            policy(stack)

    return build


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (_by_hand(IAM5.partition("::")[2], "x"), "acknowledgement not namespaced"),
        (_by_hand(IAM5, "some reason"), "acknowledgement without a decision"),
        (_by_hand(IAM5, f"[ADR-9999] Policy: {REASON}"), "acknowledgement without a decision"),
        (_by_hand(IAM5, "[ADR-0002] Policy: wildcards are needed"), "acknowledgement with a weak reason"),
        (_by_hand(IAM5, f"[ADR-0002] Policy: {REASON}", lambda stack: stack), "acknowledgement too broad"),
    ],
)
def test_what_is_acknowledged_by_hand_is_judged(build: Callable[[Stack], None], kind: str, tmp_path: Path) -> None:
    assert kind in kinds(synth(tmp_path / "cdk.out", build))


def test_a_stale_acknowledgement_is_a_problem(tmp_path: Path) -> None:
    stale = _by_hand("AwsSolutions::AwsSolutions-S1", f"[ADR-0002] Policy: {REASON}")
    assert "acknowledgement stale" in kinds(refused(tmp_path / "cdk.out", stale))


def test_a_severe_control_needs_a_compensation(tmp_path: Path) -> None:
    def build(stack: Stack) -> None:
        compliant(stack)
        found = stack.node.find_child("Policy")
        document = {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::acme"}}
        found.add_property_override("PolicyDocument", document)  # type: ignore[attr-defined]
        reason = f"[ADR-0002] Policy: {REASON}"
        Validations.of(found).acknowledge(Acknowledgment(id="MLPlatform::IAM-12", reason=reason))

    assert "acknowledgement without compensation" in kinds(synth(tmp_path / "cdk.out", build))


def test_the_command_says_what_it_found(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "register.md"
    assert main(["gate", str(clean), "--write-register", str(file)]) == 0
    assert file.read_text() == register(clean)
    assert main(["gate", str(clean), "--pack", "PCI.DSS.321"]) == 1
    assert "PLUGIN DID NOT RUN PCI.DSS.321" in capsys.readouterr().out
    assert main(["gate", str(tmp_path / "nothing")]) == 2
    assert "holds no cloud assembly" in capsys.readouterr().err


def test_the_register_lists_shapes_with_their_instances(clean: Path) -> None:
    text = register(clean)
    assert "**1 shapes, 2 findings.**" in text
    assert "## AwsSolutions::AwsSolutions-IAM5, CfnManagedPolicy: 2" in text
    assert f"Decision 0002. {REASON}" in text
    assert "- `acme-prod-Data/Policy`: `Resource::arn:aws:s3:::acme-data/*`" in text
    assert text.index("acme-prod-Data") < text.index("acme-staging-Data")


def test_the_proof_names_the_packs_even_when_they_found_nothing(clean: Path) -> None:
    report = read_report(clean)
    assert "NIST.800.53.R5" not in {one.pack for one in (*report.open, *report.suppressed)}
    assert report.proofs["MLPlatform"]["packs"].split() == list(PACKS)
