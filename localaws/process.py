"""Starts, awaits and ends the server's process. Standard library only."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from localaws.state import Running, StateDirectory, process_exists

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90.0
STOP_SECONDS = 10.0


class StartError(RuntimeError):
    """The local AWS did not come up; the message says why and what to do."""


def server_python() -> str:
    """Return the interpreter that has the server's requirements: $LOCALAWS_PYTHON, else `.venv-localaws`."""
    chosen = os.environ.get("LOCALAWS_PYTHON") or str(ROOT / ".venv-localaws" / "bin" / "python")
    if not Path(chosen).exists():
        raise StartError(
            f"The local AWS needs a Python environment of its own; {chosen} does not exist. Create it with"
            " `python -m venv .venv-localaws` and"
            " `.venv-localaws/bin/pip install --no-deps -r localaws/requirements.txt`."
        )
    return chosen


def spawn(state: StateDirectory, *, port: int, owner_pid: int, idle_seconds: float) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own, its output in the state directory."""
    if found := state.alive():
        raise StartError(
            f"A local AWS already runs in {state.path}: {found.endpoint} (pid {found.pid}). Stop it first."
        )
    state.prepare()
    command = [server_python(), "-m", "localaws.server", "--state", str(state.path), "--port", str(port)]
    command += ["--owner-pid", str(owner_pid), "--idle-seconds", str(idle_seconds)]
    with state.log_file.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own module, no shell
            command,
            cwd=ROOT,
            env=_clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _clean_environment() -> dict[str, str]:
    """The caller's environment without what would point the server at another AWS or at the caller's packages."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHON", "VIRTUAL_ENV", "MINISTACK_"))}
    return kept | {"PYTHONPATH": str(ROOT)}


def await_ready(process: "subprocess.Popen[bytes]", state: StateDirectory) -> Running:
    """Wait until the server publishes itself.

    Raises:
        StartError: it ended first or took too long; the message carries the end of its log.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if running := state.read():
            return running
        if process.poll() is not None:
            raise StartError(f"The local AWS ended with code {process.returncode} before it was ready.\n{_tail(state)}")
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise StartError(f"The local AWS was not ready after {START_SECONDS:.0f} s.\n{_tail(state)}")


def _tail(state: StateDirectory, lines: int = 15) -> str:
    text = state.log_file.read_text(encoding="utf-8", errors="replace")
    return "\n".join([f"Last lines of {state.log_file}:", *text.splitlines()[-lines:]])


def stop(state: StateDirectory) -> bool:
    """End the instance and everything it started; return whether one was running."""
    running = state.alive()
    if running:
        _end(running.pid)
    state.running_file.unlink(missing_ok=True)
    shutil.rmtree(state.temporary, ignore_errors=True)
    return running is not None


def _end(pid: int) -> None:
    """Ask politely, then end the whole session (the server leads it; its Lambda workers belong to it)."""
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while process_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    if process_exists(pid):
        os.killpg(pid, signal.SIGKILL)


def report(message: str) -> None:
    """Say something to the person at the terminal."""
    print(message, file=sys.stderr, flush=True)
