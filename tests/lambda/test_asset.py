"""The asset is complete, the same everywhere, and never half there."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

vendoring = importlib.import_module("tools.vendor_lambdas")
asset = vendoring.asset

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "lambda" / "custom_resources"
REQUIREMENT = "something==1.0 --hash=sha256:0\n"


@pytest.fixture
def function(tmp_path: Path) -> Path:
    """A small function with requirements."""
    folder = tmp_path / "lambda" / "small"
    (folder / "inner" / "__pycache__").mkdir(parents=True)
    (folder / "tests").mkdir()
    for name in ("index.py", "inner/deep.py", "inner/__pycache__/deep.pyc", "tests/test_index.py", "test_other.py"):
        (folder / name).write_text(f"# {name}\n")
    (folder / "requirements.txt").write_text(REQUIREMENT)
    return folder


@pytest.fixture
def fake_pip(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replaces pip by something that writes files, or fails half-way."""

    def replace(*files: str, failing: bool = False) -> None:
        def install(_: Path, target: Path) -> None:
            for name in files:
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("x")
            if failing:
                raise vendoring.VendoringError("no such wheel")

        monkeypatch.setattr(vendoring, "_install", install)

    return replace


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_vendoring_keeps_code_and_licences_only(function: Path, fake_pip: Any) -> None:
    metadata = [f"p-1.dist-info/{name}" for name in ("METADATA", "RECORD", "INSTALLER", "direct_url.json", "WHEEL")]
    fake_pip("p/__init__.py", "p/tests/test_p.py", "bin/p", *metadata, "p-1.dist-info/licenses/LICENSE")
    vendoring.vendor(function)
    found = set(tree(asset.vendored(function)))
    assert found == {".stamp", "p/__init__.py", "p-1.dist-info/METADATA", "p-1.dist-info/licenses/LICENSE"}
    assert asset.is_vendored(function)


def test_half_done_leaves_what_was_there(function: Path, fake_pip: Any) -> None:
    fake_pip("p.py", failing=True)
    with pytest.raises(vendoring.VendoringError):
        vendoring.vendor(function)
    assert list(asset.vendored(function).parent.iterdir()) == []
    fake_pip("p.py")
    vendoring.vendor(function)
    before = tree(asset.vendored(function))
    fake_pip("q.py", failing=True)
    with pytest.raises(vendoring.VendoringError):
        vendoring.vendor(function)
    assert tree(asset.vendored(function)) == before


def test_check_installs_nothing_and_new_requirements_are_out_of_date(function: Path, fake_pip: Any) -> None:
    root = ["--root", str(function.parents[1])]
    assert vendoring.main(["--check", *root]) == 1
    fake_pip("p.py")
    assert vendoring.main(root) == 0
    assert vendoring.main(["--check", *root]) == 0
    fake_pip(failing=True)
    assert vendoring.main(root) == 0  # up to date, so pip is not asked
    (function / "requirements.txt").write_text("other==2.0 --hash=sha256:1\n")
    assert vendoring.main(["--check", *root]) == 1
    assert vendoring.main(root) == 1


def test_staging_takes_the_modules_and_the_packages(function: Path, fake_pip: Any, tmp_path: Path) -> None:
    fake_pip("p/__init__.py", "p-1.dist-info/METADATA")
    vendoring.vendor(function)
    asset.stage(function, tmp_path / "out")
    expected = {"p/__init__.py", "p-1.dist-info/METADATA", "small/index.py", "small/inner/deep.py"}
    assert set(tree(tmp_path / "out")) == expected


def test_staging_does_not_depend_on_the_umask(function: Path, fake_pip: Any, tmp_path: Path) -> None:
    fake_pip("p/__init__.py")
    vendoring.vendor(function)
    (function / "index.py").chmod(0o700)
    former = os.umask(0o077)
    try:
        asset.stage(function, tmp_path / "out")
    finally:
        os.umask(former)
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out").rglob("*")}
    assert modes == {"0o644", "0o755"}


def test_staging_without_packages_says_what_to_run(function: Path, tmp_path: Path) -> None:
    with pytest.raises(asset.NotVendoredError, match="make setup"):
        asset.stage(function, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_staging_takes_a_function_without_requirements_and_an_empty_folder(function: Path, tmp_path: Path) -> None:
    (function / "requirements.txt").unlink()
    (tmp_path / "out").mkdir()
    asset.stage(function, tmp_path / "out")
    assert "small/index.py" in tree(tmp_path / "out")
    with pytest.raises(FileExistsError, match="must be empty"):
        asset.stage(function, tmp_path / "out")


def test_an_entry_point_names_a_module_that_exists() -> None:
    assert asset.entry_point(FOLDER, "profile_clean_up") == "custom_resources.profile_clean_up.handler"
    with pytest.raises(ValueError, match=r"no module 'profile'\. It has: .*profile_clean_up"):
        asset.entry_point(FOLDER, "profile")


def test_every_requirement_is_locked_by_hash() -> None:
    lines = (FOLDER / "requirements.txt").read_text().splitlines()
    names = [line.split("==")[0] for line in lines if "==" in line]
    assert names == ["aws-lambda-powertools", "jmespath", "typing-extensions"]
    assert sum("--hash=sha256:" in line for line in lines) >= len(names)


@pytest.mark.skipif(not asset.is_vendored(FOLDER), reason="run `make setup` first")
@pytest.mark.parametrize("module", ["default_security_group", "domain_clean_up", "profile_clean_up"])
def test_lambda_finds_the_handler_in_the_asset_alone(tmp_path: Path, module: str) -> None:
    """As Lambda imports it, with the asset first on the path and boto3 from the runtime."""
    asset.stage(FOLDER, tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import importlib, aws_lambda_powertools as p;"
        f"m = importlib.import_module('custom_resources.{module}'); assert callable(m.handler);"
        f"assert p.__file__.startswith({str(tmp_path)!r}), p.__file__"
    )
    subprocess.run([sys.executable, "-B", "-c", code], check=True, cwd=tmp_path)  # our own interpreter
