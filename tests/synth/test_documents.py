"""The generated documents are current, and the command that keeps them so tells a stale one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from mlplatform.compliance import __main__ as compliance
from mlplatform.contract import CONTRACT
from tests.conftest import ROOT, Assembly
from tools import docs

DOCUMENTS = (
    "config/schema.json",
    "docs/acknowledgements.md",
    "docs/contract.md",
    "docs/dossier.schema.json",
    "docs/performance.md",
)
ADVICE = "run `make docs`"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str, minimal: Assembly) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == docs.documents(minimal.folder)[name], ADVICE


def test_these_are_all_generated_documents(minimal: Assembly) -> None:
    assert tuple(docs.documents(minimal.folder)) == DOCUMENTS


def test_the_gate_writes_the_same_register(minimal: Assembly, tmp_path: Path) -> None:
    assert compliance.main(["gate", str(minimal.folder), "--write-register", str(tmp_path / "register.md")]) == 0
    assert (tmp_path / "register.md").read_text() == (ROOT / "docs" / "acknowledgements.md").read_text(), ADVICE


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_check_names_the_stale_file_and_writes_nothing(
    name: str, minimal: Assembly, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--root", str(tmp_path), "--assembly", str(minimal.folder)]
    assert docs.main(arguments) == 0
    assert docs.main([*arguments, "--check"]) == 0
    (tmp_path / name).write_text("stale")
    capsys.readouterr()
    assert docs.main([*arguments, "--check"]) == 1
    assert capsys.readouterr().err == f"{name} is stale: {ADVICE}.\n"
    assert (tmp_path / name).read_text() == "stale"


def test_every_key_and_field_of_the_contract_is_explained() -> None:
    text = (ROOT / "docs" / "contract.md").read_text()
    for entry in CONTRACT:
        section = text.partition(f"### `{entry.key}`")[2].partition("###")[0]
        for field, meaning in entry.fields.items():
            assert f"| `{field}`{', optional' * (field in entry.optional)} | {meaning} |" in section


@pytest.fixture
def _written_contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        ssm = boto3.client("ssm")
        for number in range(12):
            value = json.dumps({"schema_version": 1, "subnet_ids": [f"subnet-{number}"]})
            name = "network" if number == 0 else f"teams/team-{number}"
            ssm.put_parameter(Name=f"/aplatform/v1/main/{name}", Value=value, Type="String")
        yield


@pytest.mark.usefixtures("_written_contract")
def test_the_example_in_the_contract_runs_as_it_stands() -> None:
    example = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "contract.md").read_text(), re.DOTALL)
    found: dict[str, object] = {}
    exec("\n".join(example), found)
    assert found["network"] == {"schema_version": 1, "subnet_ids": ["subnet-0"]}
    assert isinstance(found["contract"], dict)
    assert len(found["contract"]) == 12
