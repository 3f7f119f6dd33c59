"""Assembles the server: the engine with our resource types, behind the gateway, watched over."""

import asyncio
import os
import shutil
import signal
import socket
from typing import Any

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config

from localaws.server import engine
from localaws.server.gateway import Gateway
from localaws.server.settings import LOOPBACK
from localaws.server.watchdog import Watchdog
from localaws.state import Running, StateDirectory


async def run(listener: socket.socket, state: StateDirectory, *, owner_pid: int, idle_seconds: float) -> None:
    """Serve until told to end; then remove what was written and end everything that was started."""
    engine.install()
    ending = asyncio.Event()
    watchdog = Watchdog(owner_pid, idle_seconds, ending)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, ending.set)
    port = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    gateway: Any = Gateway(ministack.app, watchdog)
    serving = asyncio.create_task(serve(gateway, config, shutdown_trigger=ending.wait))
    watching = asyncio.create_task(watchdog.watch())
    await _answering(port, serving)
    state.publish(Running(endpoint=f"http://{LOOPBACK}:{port}", pid=os.getpid()))
    await asyncio.wait([serving, asyncio.create_task(ending.wait())], return_when=asyncio.FIRST_COMPLETED)
    watching.cancel()
    _leave(state)


async def _answering(port: int, serving: "asyncio.Task[None]") -> None:
    """Wait for the first answer; a server that fails to start raises here."""
    while not serving.done():
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answered = await reader.readline()
            writer.close()
        except ConnectionError:
            answered = b""
        if b" 200" in answered:
            return
        await asyncio.sleep(0.02)
    serving.result()


def _leave(state: StateDirectory) -> None:
    """End at once. Worker threads and Lambda processes may be anywhere, and nothing is worth waiting for."""
    state.running_file.unlink(missing_ok=True)
    shutil.rmtree(state.temporary, ignore_errors=True)
    if os.getpgrp() == os.getpid():  # our own session: its other members are Lambda workers
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)
