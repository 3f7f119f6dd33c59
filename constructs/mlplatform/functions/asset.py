"""What a Lambda function is made of: its folder under lambda/, and the packages vendored for it.

`tools/vendor_lambdas.py` (part of `make setup`) installs the packages once; `stage` only copies. So synth needs
neither pip nor a network, and gives the same bytes on every machine.
"""

import hashlib
import shutil
from pathlib import Path

LAYOUT = "1"
"""Changes whenever the vendoring writes other files for the same requirements."""
STAMP = ".stamp"
REQUIREMENTS = "requirements.txt"


class NotVendoredError(RuntimeError):
    """The packages of a function are missing, or belong to other requirements."""


def vendored(function_folder: Path) -> Path:
    """Where the packages of a function lie: `lambda/name` has its own in `.build/lambda/name`."""
    folder = function_folder.resolve()
    return folder.parent.parent / ".build" / folder.parent.name / folder.name


def stamp(function_folder: Path) -> str:
    """What the packages are made from: the hash-locked requirements, and the layout."""
    requirements = (function_folder / REQUIREMENTS).read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(LAYOUT.encode() + b"\n" + requirements).hexdigest()


def is_vendored(function_folder: Path) -> bool:
    """Whether the packages of a function are there and belong to its requirements. True where it has none."""
    if not (function_folder / REQUIREMENTS).is_file():
        return True
    mark = vendored(function_folder) / STAMP
    return mark.is_file() and mark.read_text() == stamp(function_folder)


def entry_point(function_folder: Path, module: str) -> str:
    """The handler of a module, as Lambda names it: `custom_resources.profile_clean_up.handler`."""
    if not (function_folder / f"{module}.py").is_file():
        modules = ", ".join(path.stem for path in _sources(function_folder) if path.stem != "__init__")
        raise ValueError(f"{function_folder.name} has no module {module!r}. It has: {modules}.")
    return f"{function_folder.name}.{module}.handler"


def stage(function_folder: Path, destination: Path) -> None:
    """Writes a function's asset: its modules as a package of the folder's name, beside the packages that it needs.

    The destination is created, or must be empty. Files get mode 0644 and folders 0755; tests, byte code and
    requirements stay out.

    Raises:
        NotVendoredError: the packages are not there, or belong to other requirements.
        FileExistsError: the destination is not empty.
    """
    if not is_vendored(function_folder):
        raise NotVendoredError(
            f"The packages of lambda/{function_folder.name} are missing, or older than its {REQUIREMENTS}: "
            f"run `make setup`."
        )
    if destination.exists() and any(destination.iterdir()):
        raise FileExistsError(f"{destination} must be empty to take lambda/{function_folder.name}.")
    if (function_folder / REQUIREMENTS).is_file():
        packages = vendored(function_folder)
        _copy(packages, [path for path in _files(packages) if path.name != STAMP], destination)
    _copy(function_folder, _sources(function_folder), destination / function_folder.name)
    _normalise(destination)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _sources(folder: Path) -> list[Path]:
    inside = [(path, path.relative_to(folder)) for path in _files(folder) if path.suffix == ".py"]
    return [path for path, name in inside if "tests" not in name.parts and not name.name.startswith("test_")]


def _copy(folder: Path, files: list[Path], destination: Path) -> None:
    for path in files:
        target = destination / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _normalise(destination: Path) -> None:
    """The user's umask must not decide what the asset is."""
    destination.chmod(0o755)
    for path in sorted(destination.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
