"""The one door: every request goes to the engine, or to what serves the operations that the engine lacks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import get_account_id, set_request_account_id

from localaws.server import control, moto_half
from localaws.server.account import Account
from localaws.server.faults import Faults
from localaws.server.operation_names import Request
from localaws.server.own_services import OPERATIONS
from localaws.server.own_services.records import Answer, answered
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


@dataclass(frozen=True)
class Signature:
    """Who calls which service where."""

    access_key: str
    region: str
    service: str

    @classmethod
    def of(cls, headers: dict[bytes, bytes]) -> "Signature | None":
        """Read it from the request's headers."""
        found = _CREDENTIAL.search(headers.get(b"authorization", b""))
        return cls(*(part.decode() for part in found.groups())) if found else None

    def account(self) -> Account:
        """Return the account: twelve digits are it, an assumed role's key is looked up."""
        set_request_account_id(self.access_key)
        return Account(get_account_id(), self.region)


class Gateway:
    """An ASGI application that routes by the service named in the request's signature."""

    def __init__(self, engine: Application, watchdog: Watchdog) -> None:
        self._engine = engine
        self._watchdog = watchdog
        self._faults = Faults()
        self._control = control.Control(self._faults)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection."""
        self._watchdog.touch()
        headers = dict(scope.get("headers", []))
        if _BROWSER & set(headers):
            await _answer(send, _refusal(b"The local AWS does not answer browsers."))
        elif scope["type"] != "lifespan" and not _LOOPBACK.fullmatch(headers.get(b"host", b"")):
            await _answer(send, _refusal(b"The local AWS answers to names of loopback only."))
        elif scope["type"] == "http" and scope["path"].startswith(control.PREFIX):
            query = scope["query_string"].decode()
            await _answer(send, self._control.answer(scope["method"], scope["path"], query, await _read(receive)))
        elif scope["type"] == "http" and (signature := Signature.of(headers)):
            await self._serve(signature, scope, receive, send)
        else:
            await self._engine(scope, receive, send)

    async def _serve(self, signature: Signature, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        target = headers.get(b"x-amz-target", b"").decode().rsplit(".", 1)[-1]
        own = OPERATIONS.get((signature.service, target))
        by_moto = signature.service in moto_half.SERVICES
        to_fail = self._faults.concern(signature.service)
        if not (own or by_moto or to_fail):
            await self._engine(scope, receive, send)
            return
        body = await _read(receive)
        request = Request(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)
        failed = self._faults.strike(signature.service, signature.account().id, request) if to_fail else None
        if failed:
            await _answer(send, failed)
        elif own:
            await _answer(send, answered(own, signature.account(), body))
        elif by_moto:
            # On a thread: such a call may come back to us (CodePipeline looks its role up in IAM).
            await _answer(send, await asyncio.to_thread(moto_half.call, scope, body, signature.access_key))
        else:
            await self._engine(scope, _again(body, receive), send)


async def _answer(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _refusal(text: bytes) -> Answer:
    return 403, [(b"content-length", str(len(text)).encode())], text


async def _read(receive: Receive) -> bytes:
    """Return the whole body."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what hands out a body that was read already, and then what follows it."""
    handed_out = False

    async def received() -> dict[str, Any]:
        nonlocal handed_out
        if handed_out:
            return await receive()
        handed_out = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
