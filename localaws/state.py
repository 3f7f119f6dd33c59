"""The state directory of one instance: where it listens, who it is, what it said."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """An instance that answered its health check."""

    endpoint: str
    pid: int


class StateDirectory:
    """One directory per instance. Nothing is shared outside it, so instances side by side never meet.

    Guarantees: `running.json` appears atomically and only once the endpoint answers.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.running_file = self.path / "running.json"
        self.log_file = self.path / "server.log"
        self.temporary = self.path / "tmp"

    def prepare(self) -> None:
        """Create the directory, without leftovers of an earlier instance."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.running_file.unlink(missing_ok=True)

    def publish(self, running: Running) -> None:
        """Say where the instance listens."""
        draft = self.running_file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(running), indent=2) + "\n", encoding="utf-8")
        draft.rename(self.running_file)

    def read(self) -> Running | None:
        """Return the published instance, or None if none is."""
        try:
            found = json.loads(self.running_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Running(endpoint=found["endpoint"], pid=found["pid"])

    def alive(self) -> Running | None:
        """Return the published instance if its process still exists."""
        running = self.read()
        return running if running and process_exists(running.pid) else None


def process_exists(pid: int) -> bool:
    """Return whether the process runs; one that ended but was not collected yet (a zombie) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # no /proc on this system, or it ended this instant: the signal's answer stands
        return True
    return status.rpartition(")")[2].split()[0] != "Z"
