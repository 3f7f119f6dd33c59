"""The one door: every request goes to the engine, or to the API half for the services that the engine lacks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from localaws.server import moto_half
from localaws.server.watchdog import Watchdog

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

_CREDENTIAL = re.compile(rb"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")

_BROWSER = {b"origin", b"sec-fetch-site"}
"""Headers of a browser. Any page that is open on this machine can send requests to loopback, and functions run code."""

_LOOPBACK = re.compile(rb"(127\.0\.0\.1|\[::1\]|([a-z0-9._-]+\.)?localhost)(:\d+)?", re.IGNORECASE)
"""Hosts that nobody else's DNS can point at us; with `bucket.localhost`, which clients of S3 use. Any other name may
be a page's own, rebound to loopback: to its browser that is no other site, and no header of the above is sent."""


class Gateway:
    """An ASGI application that routes by the service named in the request's signature."""

    def __init__(self, engine: Application, watchdog: Watchdog) -> None:
        self._engine = engine
        self._watchdog = watchdog

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection."""
        self._watchdog.touch()
        headers = dict(scope.get("headers", []))
        if _BROWSER & set(headers):
            await _refuse(send, b"The local AWS does not answer browsers.")
            return
        if scope["type"] != "lifespan" and not _LOOPBACK.fullmatch(headers.get(b"host", b"")):
            await _refuse(send, b"The local AWS answers to names of loopback only.")
            return
        signed = _CREDENTIAL.search(headers.get(b"authorization", b""))
        if scope["type"] == "http" and signed and signed[3].decode() in moto_half.SERVICES:
            await self._to_moto(scope, receive, send, access_key=signed[1].decode())
        else:
            await self._engine(scope, receive, send)

    @staticmethod
    async def _to_moto(scope: dict[str, Any], receive: Receive, send: Send, *, access_key: str) -> None:
        body = await _read(receive)
        # On a thread: such a call may come back to us (CodePipeline looks its role up in IAM).
        status, headers, answer = await asyncio.to_thread(moto_half.call, scope, body, access_key)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


async def _refuse(send: Send, text: bytes) -> None:
    length = (b"content-length", str(len(text)).encode())
    await send({"type": "http.response.start", "status": 403, "headers": [length]})
    await send({"type": "http.response.body", "body": text})


async def _read(receive: Receive) -> bytes:
    """Return the whole body."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)
