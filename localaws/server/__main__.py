"""`python -m localaws.server`: one instance, until it is told to end, loses its owner or falls idle."""

import argparse
import asyncio
from pathlib import Path

from localaws.server import settings
from localaws.state import StateDirectory


def main() -> None:
    """Parse, configure the process, then import and serve (the engine reads the environment when imported)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--owner-pid", type=int, required=True)
    parser.add_argument("--idle-seconds", type=float, required=True)
    options = parser.parse_args()
    state = StateDirectory(options.state)
    listener = settings.listen(options.port)
    settings.configure(listener.getsockname()[1], state)
    from localaws.server import serve

    asyncio.run(serve.run(listener, state, owner_pid=options.owner_pid, idle_seconds=options.idle_seconds))


if __name__ == "__main__":
    main()
