"""What the operations of this package share: records by account and region, refusals, answers, tags."""

import json
import time
from collections.abc import Callable
from typing import Any

from localaws.server.account import Account

Record = dict[str, Any]
Operation = Callable[[Account, Record], Record]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class RefusedError(Exception):
    """A service says no."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Shelf:
    """Records by name, apart for every account and region."""

    def __init__(self, missing: str, taken: str) -> None:
        """Take the error codes for a name that is not there, and for one that is there already."""
        self._missing = missing
        self._taken = taken
        self._held: dict[Account, dict[str, Record]] = {}

    def of(self, aws: Account) -> dict[str, Record]:
        """Return what an account holds in a region."""
        return self._held.setdefault(aws, {})

    def add(self, aws: Account, name: str, record: Record) -> Record:
        """Put one there."""
        if name in self.of(aws):
            raise RefusedError(self._taken, f"{name} exists already.")
        self.of(aws)[name] = record
        return record

    def get(self, aws: Account, name: str) -> Record:
        """Return one."""
        if name not in self.of(aws):
            raise RefusedError(self._missing, f"{name} does not exist.")
        return self.of(aws)[name]

    def remove(self, aws: Account, name: str) -> Record:
        """Take one away and return it."""
        found = self.get(aws, name)
        del self.of(aws)[name]
        return found


def answered(operation: Operation, aws: Account, body: bytes) -> Answer:
    """Run an operation of a JSON service and return its HTTP answer."""
    try:
        return _json(200, operation(aws, json.loads(body or b"{}")))
    except RefusedError as refused:
        return refusal(refused.status, refused.code, str(refused))


def refusal(status: int, code: str, message: str) -> Answer:
    """Return an error as the JSON services word it."""
    return _json(status, {"__type": code, "message": message}, (b"x-amzn-errortype", code.encode()))


def _json(status: int, content: Record, *headers: tuple[bytes, bytes]) -> Answer:
    body = json.dumps(content).encode()
    kind = (b"content-type", b"application/x-amz-json-1.1")
    return status, [kind, (b"content-length", str(len(body)).encode()), *headers], body


def now() -> float:
    """Return the time as these services write it."""
    return round(time.time(), 3)


def without(record: Record, *names: str) -> Record:
    """Return a record without some members."""
    return {name: value for name, value in record.items() if name not in names}
