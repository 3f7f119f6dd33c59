"""Acknowledgements: each one hides a finding that is there, and nobody writes one by hand."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlplatform.compliance.report import Finding, read_report
from tests.conftest import ROOT, Assembly
from tests.synth.apps import run_organisation

LIBRARY = "CloudFormation-Validate::"
WITHOUT = """
import mlplatform.compliance.acknowledging as acknowledging

class Silent:
    def of(self, construct):
        return self
    def acknowledge(self, *rules):
        pass

acknowledging.Validations = Silent()
"""


def key(one: Finding) -> tuple[str, str, str]:
    return one.pack, one.rule.partition("[")[0], one.path


@pytest.mark.parametrize("sample", ["adopted-network", "energy-retailer"])
def test_without_acknowledgements_each_of_their_findings_fires(
    sample: str, synthesized: Callable[[str], Assembly], tmp_path: Path
) -> None:
    acknowledged = [
        one for one in read_report(synthesized(sample).folder).suppressed if not one.acknowledged_id.startswith(LIBRARY)
    ]
    result = run_organisation(tmp_path, f"config/{sample}.yaml", before=WITHOUT)
    assert result.returncode == 1, result.stderr[-2000:]
    report = read_report(tmp_path / "out")
    assert [one for one in report.suppressed if not one.acknowledged_id.startswith(LIBRARY)] == []
    assert acknowledged
    assert {key(one) for one in acknowledged} == {key(one) for one in report.open}


def written_by_hand(source: str) -> Iterator[int]:
    """Lines that acknowledge past `mlplatform.compliance.acknowledge`: on Validations, or as metadata."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "acknowledge":
            yield node.lineno
        if isinstance(node, ast.Constant) and node.value == "aws:cdk:acknowledged-rules":
            yield node.lineno


def test_nobody_acknowledges_by_hand() -> None:
    files = [ROOT / "app.py", *(ROOT / "stacks").rglob("*.py"), *(ROOT / "constructs").rglob("*.py")]
    ours = ROOT / "constructs" / "mlplatform" / "compliance"
    found = [
        f"{file}:{line}" for file in files if ours not in file.parents for line in written_by_hand(file.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "Validations.of(bucket).acknowledge({'id': 'x', 'reason': 'y'})",
        "checks = v.of(bucket)\nchecks.acknowledge(a)",
        "bucket.node.add_metadata('aws:cdk:acknowledged-rules', {'x': 'y'})",
    ],
)
def test_what_is_written_by_hand_is_seen(source: str) -> None:
    assert list(written_by_hand(source))
