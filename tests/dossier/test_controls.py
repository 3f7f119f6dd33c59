"""Each control has its resources, its rule and its test; a verdict says neither more nor less than was found."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mlplatform.compliance import catalogue
from mlplatform.dossier.assembly import Assembly, read
from mlplatform.dossier.controls import broken_in, controls
from mlplatform.dossier.document import Control
from tests.compliance.good import everything
from tests.compliance.mutation import Mutation
from tests.conftest import Assembly as Synthesized
from tests.dossier.reported import KEY, suppressed, write

UNROTATED: dict[str, Any] = {**KEY, "Properties": {"EnableKeyRotation": False}}
STACK = "acme-main-Foundation"


def row(assembly: Assembly, id_: str) -> Control:
    return next(one for one in controls(assembly) if one.id == id_)


def test_every_row_of_the_catalogue_is_there(tmp_path: Path) -> None:
    found = controls(read(write(tmp_path, {"acme": {"Key": KEY}})))
    assert [one.id for one in found] == list(catalogue.controls())
    assert all(one.rule.endswith(".") for one in found)


def test_without_a_resource_a_control_is_not_applicable(tmp_path: Path) -> None:
    found = row(read(write(tmp_path, {"acme": {"Key": KEY}})), "SM-DOM-01")
    assert (found.verdict, found.resources) == ("not applicable", ())


def test_what_a_rule_accepts_has_passed(tmp_path: Path) -> None:
    found = row(read(write(tmp_path, {STACK: {"Key": KEY}})), "KMS-01")
    assert (found.verdict, found.resources) == ("passed", (f"{STACK}/Key",))


def test_what_a_rule_finds_has_failed(tmp_path: Path) -> None:
    found = row(read(write(tmp_path, {STACK: {"Key": KEY, "Old": UNROTATED}})), "KMS-01")
    assert found.verdict == "failed"
    assert found.findings == (f"{STACK}/Old: EnableKeyRotation is false",)


def test_what_the_report_has_acknowledged_is_acknowledged(tmp_path: Path) -> None:
    """By our rule, and by the rule of a pack that asks the same."""
    ours = suppressed("KMS-01", f"{STACK}/Old/Resource", logical_id="Old")
    theirs = suppressed("AwsSolutions-KMS5", f"{STACK}/Old/Resource", pack="AwsSolutions")
    folder = write(tmp_path, {STACK: {"Key": KEY, "Old": UNROTATED}}, suppressed=(ours, theirs))
    found = row(read(folder), "KMS-01")
    assert found.verdict == "acknowledged"
    assert found.acknowledged == (f"{STACK}/Old: AwsSolutions-KMS5", f"{STACK}/Old: KMS-01")


def test_an_acknowledgement_covers_no_neighbour(tmp_path: Path) -> None:
    ours = suppressed("KMS-01", f"{STACK}/Key/Resource", logical_id="Key")
    found = row(read(write(tmp_path, {STACK: {"Key": UNROTATED, "Old": UNROTATED}}, suppressed=(ours,))), "KMS-01")
    assert (found.verdict, found.findings) == ("failed", (f"{STACK}/Old: EnableKeyRotation is false",))


def test_a_request_of_a_state_machine_is_a_resource_of_its_control(tmp_path: Path) -> None:
    """A machine is where the job stands that nobody finds among the resources."""
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createModel",
        "Parameters": {"ModelName": "churn"},
        "End": True,
    }
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"Definition": {"StartAt": "Make", "States": {"Make": task}}},
    }
    found = row(read(write(tmp_path, {STACK: {"Machine": machine}})), "SM-MOD-01")
    assert found.resources == (f"{STACK}/Machine",)
    assert found.verdict == "failed"


def test_what_no_rule_can_judge_is_a_note(tmp_path: Path) -> None:
    assembly = read(write(tmp_path, {STACK: {"Key": {**KEY, "Condition": "Nobody"}}, "acme": {"Key": KEY}}))
    assert row(assembly, "KMS-01").verdict == "passed"
    assert any(note.about == "EVALUATION" and STACK in note.text for note in assembly.notes)


@pytest.mark.parametrize("id_", catalogue.controls())
def test_the_test_of_a_control_breaks_a_template_by_it(id_: str) -> None:
    """The file is found by its text: the module itself says whether that is true."""
    files = broken_in()[id_].split(", ")
    for file in files:
        module = import_module(file.removesuffix(".py").replace("/", "."))
        lists = (found for found in vars(module).values() if isinstance(found, list | tuple))
        rules = {one.rule for found in lists for one in found if isinstance(one, Mutation)}
        relations = {one[0] for one in getattr(module, "RELATIONS", ())}
        assert id_ in rules | relations, file


def test_every_row_applies_to_something_in_the_good_template(tmp_path: Path) -> None:
    found = controls(read(write(tmp_path, {STACK: everything()["Resources"]})))
    assert [one.id for one in found if not one.resources] == []


def test_the_smallest_sample_fails_nothing(minimal: Synthesized) -> None:
    found = controls(read(minimal.folder))
    assert {one.verdict for one in found} == {"passed", "acknowledged", "not applicable"}
    assert {one.id for one in found if one.verdict == "acknowledged"} == {"S3-02", "S3-04"}
