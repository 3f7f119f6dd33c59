"""A release template that breaks a control is refused, though no `cdk deploy` takes it: its rules are the same."""

import json
from pathlib import Path

import pytest

from mlplatform.compliance import gate
from tests.synth.apps import run_app

BROKEN = """
import stacks.release

class Broken(stacks.release.Release):
    def __init__(self, scope, deployment, *, road):
        super().__init__(scope, deployment, road=road)
        resource = self.node.find_child("Endpoint").node.find_child("{resource}")
        resource.{override}

stacks.release.Release = Broken
"""
SYNTH = "sys.exit(entry.synthesize(app))\n"
RELEASE = "acme-main-Release-demand-forecast"
FAULTS = [
    ("SM-MOD-01", "Model", 'add_property_override("EnableNetworkIsolation", False)'),
    ("SM-MOD-02", "Model", 'add_property_deletion_override("VpcConfig")'),
    (
        "SM-MOD-04",
        "Model",
        'add_property_override("PrimaryContainer.Image", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:latest")',
    ),
    ("SM-EPC-01", "Config", 'add_property_deletion_override("KmsKeyId")'),
    ("SM-EP-01", "Endpoint", 'add_property_deletion_override("DeploymentConfig")'),
]


@pytest.mark.parametrize(("control", "resource", "override"), FAULTS)
def test_a_broken_release_is_refused_by_its_control(tmp_path: Path, control: str, resource: str, override: str) -> None:
    result = run_app(tmp_path, SYNTH, first=BROKEN.format(resource=resource, override=override))
    assert result.returncode == 1, result.stderr
    assert control in result.stderr
    assert "Traceback" not in result.stderr
    report = json.loads((tmp_path / "out" / "validation-report.json").read_text())
    found = [violation["ruleName"] for plugin in report["pluginReports"] for violation in plugin["violations"]]
    assert any(control in name for name in found)
    problems = gate(tmp_path / "out")
    assert problems
    assert all(RELEASE in problem.where for problem in problems), problems


def test_without_a_fault_nothing_is_refused(tmp_path: Path) -> None:
    result = run_app(tmp_path, SYNTH)
    assert (result.returncode, gate(tmp_path / "out")) == (0, [])
