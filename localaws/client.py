"""Use the local AWS from Python (standard library only)."""

import os
import subprocess
from pathlib import Path
from types import TracebackType

from localaws import process
from localaws.control import Control
from localaws.environment import DEFAULT_ACCOUNT, DEFAULT_REGION, client_environment
from localaws.process import StartError
from localaws.state import StateDirectory

__all__ = ["LocalAws", "StartError"]


class LocalAws:
    """A running local AWS.

    Guarantees:
        - it listens on 127.0.0.1 only, on a free port, and shares nothing with other instances;
        - it ends with the `with` block, with this process, or after `idle_seconds` without a request.

    Example:
        >>> with LocalAws.start(Path(".local/aws")) as aws:                       # doctest: +SKIP
        ...     subprocess.run(["cdk", "deploy"], env=os.environ | aws.environment("111122223333", "eu-west-1"))
    """

    def __init__(self, state: StateDirectory, endpoint: str, child: "subprocess.Popen[bytes] | None") -> None:
        self._state = state
        self._child = child
        self.endpoint = endpoint
        """`http://127.0.0.1:PORT`."""
        self.control = Control(endpoint)
        """What only a local AWS can do."""

    @classmethod
    def start(cls, state_dir: Path, *, port: int = 0, idle_seconds: float = 1800) -> "LocalAws":
        """Start an instance that this process owns, and wait until it answers.

        Raises:
            StartError: it cannot start, or one already runs in `state_dir`.
        """
        state = StateDirectory(Path(state_dir))
        child = process.spawn(state, port=port, owner_pid=os.getpid(), idle_seconds=idle_seconds)
        return cls(state, process.await_ready(child, state).endpoint, child)

    @classmethod
    def attach(cls, state_dir: Path) -> "LocalAws":
        """Use the instance that somebody else started in `state_dir`; leaving the `with` block keeps it.

        Raises:
            StartError: none runs there.
        """
        state = StateDirectory(Path(state_dir))
        running = state.alive()
        if running is None:
            raise StartError(f"No local AWS runs in {state.path}. Start one: python -m localaws start --detach.")
        return cls(state, running.endpoint, None)

    def environment(self, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION) -> dict[str, str]:
        """Return the variables to add to a subprocess' environment so that it uses this AWS as `account`."""
        return client_environment(self.endpoint, account, region)

    def stop(self) -> None:
        """End the instance if this object started it; its temporary files go with it."""
        if self._child is not None:
            process.stop(self._state)
            self._child.wait()
            self._child = None

    def __enter__(self) -> "LocalAws":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
