"""`python -m mlplatform.settings`."""

from pathlib import Path

import pytest

from mlplatform.settings.__main__ import main
from mlplatform.settings.schema import schema_text

from .conftest import CONFIG


def test_check_of_a_valid_file_prints_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(CONFIG / "minimal.yaml")]) == 0
    printed = capsys.readouterr()
    assert "3 (1 auditor, 1 data-scientist, 1 lead)" in printed.out
    assert printed.err == ""


def test_check_of_a_wrong_file_prints_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("a: 1\n---\nb: 2\n", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"{path} has 1 mistake:\n\n"
        f"  {path}:2\n"
        "    found     a second YAML document (---)\n"
        "    expected  one organisation in a file\n"
        "    fix       give the second organisation a file of its own, or remove the line ---\n"
    )


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == schema_text()
