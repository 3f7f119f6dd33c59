"""Ends the server when nobody needs it any more."""

import asyncio
import time

from localaws.state import process_exists


class Watchdog:
    """Sets `ending` once the owner is gone, or once nothing was asked for `idle_seconds`."""

    def __init__(self, owner_pid: int, idle_seconds: float, ending: asyncio.Event) -> None:
        self._owner_pid = owner_pid
        self._idle_seconds = idle_seconds
        self._ending = ending
        self._last_request = time.monotonic()

    def touch(self) -> None:
        """Note that somebody asked for something."""
        self._last_request = time.monotonic()

    async def watch(self) -> None:
        """Look twice a second."""
        while not (self._orphaned() or self._idle()):
            await asyncio.sleep(0.5)
        self._ending.set()

    def _orphaned(self) -> bool:
        return bool(self._owner_pid) and not process_exists(self._owner_pid)

    def _idle(self) -> bool:
        return time.monotonic() - self._last_request > self._idle_seconds
