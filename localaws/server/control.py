"""What only a local AWS has: paths under /_localaws/ with which tests make calls fail and look behind the scenes."""

import json
from typing import Any
from urllib.parse import parse_qs

from localaws.server import deliveries, switches
from localaws.server.faults import Faults
from localaws.server.own_services.records import Answer

PREFIX = "/_localaws/"


class Control:
    """Answers those paths. Loopback and no browser, like everything here: the gateway sees to it."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def answer(self, method: str, path: str, query: str, body: bytes) -> Answer:
        """Answer one request; what is wrong with it comes back as a sentence."""
        try:
            return _json(200, self._do(method, path.removeprefix(PREFIX), query, body))
        except ValueError as error:
            return _json(400, {"error": str(error)})

    def _do(self, method: str, path: str, query: str, body: bytes) -> Any:
        told = json.loads(body) if body else {}
        if (method, path) == ("POST", "faults"):
            self._faults.arm(told)
        elif (method, path) == ("DELETE", "faults"):
            self._faults.clear()
        elif (method, path) == ("GET", "custom-resource-events"):
            return deliveries.to(account=parse_qs(query).get("account", [""])[0])
        elif (method, path) == ("PUT", "studio-homes"):
            switches.studio_homes(told["account"], on=told["on"])
        elif (method, path) != ("GET", "faults"):
            raise ValueError(f"The local AWS has no {method} {PREFIX}{path}.")
        return self._faults.listed()


def _json(status: int, content: Any) -> Answer:
    body = json.dumps(content).encode()
    return status, [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())], body
