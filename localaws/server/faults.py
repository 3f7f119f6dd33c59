"""Calls that fail because a test wants them to: the n-th of an operation, with the error that the service would give.

Every call counts that reaches this server: those of a test, of a function, of CloudFormation, and each retry of a
client (boto3 repeats a throttled call by itself).
"""

from dataclasses import asdict, dataclass, fields
from typing import Any
from xml.sax.saxutils import escape

from localaws.server.operation_names import Request, asks_for, model
from localaws.server.own_services.records import Answer, refusal


@dataclass
class Fault:
    """What fails, and how."""

    service: str
    """Boto3's name."""
    operation: str
    account: str = ""
    """Whose calls; empty: everybody's."""
    call: int = 1
    """The first call that fails, counted from now on."""
    times: int = 1
    """How many fail in a row; 0: all that follow."""
    code: str = "ThrottlingException"
    message: str = "Rate exceeded"
    status: int = 400
    seen: int = 0
    failed: int = 0

    def strikes(self) -> bool:
        """Count a call; return whether it fails."""
        self.seen += 1
        due = self.call <= self.seen and (not self.times or self.seen < self.call + self.times)
        self.failed += due
        return due

    def answer(self) -> Answer:
        """Return the error in the service's protocol."""
        protocol = model(self.service).resolved_protocol
        if protocol in ("json", "rest-json"):
            return refusal(self.status, self.code, self.message)
        error = f"<Error><Code>{escape(self.code)}</Code><Message>{escape(self.message)}</Message></Error>"
        wrapped = {
            "ec2": f"<Response><Errors>{error}</Errors><RequestID>fault</RequestID></Response>",
            "query": f"<ErrorResponse>{error}<RequestId>fault</RequestId></ErrorResponse>",
            "rest-xml": error,
        }
        body = wrapped[protocol].encode()
        length = str(len(body)).encode()
        return self.status, [(b"content-type", b"text/xml"), (b"content-length", length)], body


class Faults:
    """The faults that are armed."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def arm(self, told: dict[str, Any]) -> Fault:
        """Add one.

        Raises:
            ValueError: no such service, operation or setting.
        """
        settable = {one.name for one in fields(Fault)} - {"seen", "failed"}
        if unknown := sorted(set(told) - settable):
            raise ValueError(f"A fault has no {', '.join(unknown)}; it has {', '.join(sorted(settable))}.")
        if missing := sorted({"service", "operation"} - set(told)):
            raise ValueError(f"A fault needs {' and '.join(missing)}.")
        fault = Fault(**told)
        if fault.operation not in model(fault.service).operation_names:
            raise ValueError(f"{fault.service} has no operation {fault.operation!r}; write it like 'DeleteApp'.")
        self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return all, with how many calls they saw and failed."""
        return [asdict(fault) for fault in self._armed]

    def concern(self, signing_name: str) -> bool:
        """Return whether any is armed for a service, by the name in a request's signature."""
        return any(model(fault.service).signing_name == signing_name for fault in self._armed)

    def strike(self, signing_name: str, account: str, request: Request) -> Answer | None:
        """Count the call; return the error if it is to fail. The first fault that strikes answers, all count."""
        concerned = [
            fault
            for fault in self._armed
            if model(fault.service).signing_name == signing_name
            and fault.account in ("", account)
            and asks_for(request, fault.service, fault.operation)
        ]
        struck = [fault for fault in concerned if fault.strikes()]
        return struck[0].answer() if struck else None
