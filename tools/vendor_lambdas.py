"""Installs the packages of every function under lambda/ into .build/lambda/, for synth to copy.

    python tools/vendor_lambdas.py            install what is missing or out of date
    python tools/vendor_lambdas.py --check    only say whether all is there (exit code 1 if not)

The packages are wheels locked by hash in the function's requirements.txt, and pure Python: what was installed on one
machine runs on Lambda's. Nothing in the result depends on this machine, its path or its Python.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


def _load_asset() -> ModuleType:
    """The one description of where packages lie, by path: importing its package would start the CDK, which set-up
    may not have installed yet."""
    path = ROOT / "constructs" / "mlplatform" / "functions" / "asset.py"
    spec = importlib.util.spec_from_file_location("asset", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


asset = _load_asset()
KEPT_METADATA = ("METADATA", "LICENSE", "LICENCE", "NOTICE", "COPYING", "AUTHORS", "licenses")
"""What stays of a .dist-info folder: the name, and what the licence asks for. The rest tells of the installation."""
NOT_FOR_LAMBDA = ("bin", "tests", "test", "__pycache__")
PURE = ("--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.11")
"""Makes pip refuse a wheel that is built for some machine, instead of taking this machine's."""


class VendoringError(RuntimeError):
    """pip could not install the packages."""


def main(arguments: list[str] | None = None) -> int:
    """Vendors, or checks, every function that has requirements."""
    parser = argparse.ArgumentParser(description="Installs the packages of the Lambda functions for synth to copy.")
    parser.add_argument("--check", action="store_true", help="install nothing; exit with 1 if something is missing")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: the one of this file)")
    options = parser.parse_args(arguments)
    folders = sorted(path.parent for path in (options.root / "lambda").glob(f"*/{asset.REQUIREMENTS}"))
    outdated = [folder for folder in folders if not asset.is_vendored(folder)]
    if options.check:
        return _report(folders, outdated)
    try:
        for folder in outdated:
            vendor(folder)
    except VendoringError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _report(folders, [])


def vendor(function_folder: Path) -> None:
    """Installs a function's packages beside their final place, then moves them there: all of them, or nothing."""
    target: Path = asset.vendored(function_folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        packages = Path(scratch) / "new"
        _install(function_folder / asset.REQUIREMENTS, packages)
        _trim(packages)
        (packages / asset.STAMP).write_text(asset.stamp(function_folder))
        if target.exists():
            target.rename(Path(scratch) / "old")
        packages.rename(target)


def _install(requirements: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--target", str(target), "--no-compile", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += [*PURE, "--requirement", str(requirements)]
    finished = subprocess.run(command, check=False, capture_output=True, text=True)  # no shell, no input
    if finished.returncode:
        raise VendoringError(f"lambda/{requirements.parent.name}: pip could not install:\n{finished.stderr.strip()}")


def _trim(packages: Path) -> None:
    for folder, folders, _ in os.walk(packages):
        for name in [name for name in folders if name in NOT_FOR_LAMBDA]:
            shutil.rmtree(Path(folder) / name)
            folders.remove(name)
    for metadata in packages.glob("*.dist-info"):
        for path in metadata.iterdir():
            if path.is_file() and not path.name.startswith(KEPT_METADATA):
                path.unlink()


def _report(folders: list[Path], outdated: list[Path]) -> int:
    for folder in folders:
        state = "missing or out of date: run `make setup`" if folder in outdated else "vendored"
        sys.stdout.write(f"lambda/{folder.name}: {state}\n")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
