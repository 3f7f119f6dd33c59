"""Turns a function into the handler of a CloudFormation custom resource.

Guarantees:
- CloudFormation gets one answer to a request, whatever happens: a result, an exception, or time that runs out.
- A resource sees requests to create, update and delete, and nothing else.
- Nothing is swallowed. An exception becomes FAILED with its type and message; an answer that cannot be delivered
  becomes an error of the invocation, which Lambda repeats and then hands to the dead-letter topic.
- A resource whose creation failed is never deleted: there is nothing to delete, and a failing Delete blocks the
  rollback.

Why not `crhelper` (2.0.12 was read): it speaks https only, so a local AWS never gets an answer; takes any HTTP status
for success, and repeats for ever otherwise; sends `Data` of any length, which CloudFormation then refuses; draws
physical ids at random; sleeps two minutes after a Delete; and makes clients for lambda, events and logs when imported.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import Any

from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from .answer import Answer, body, cut
from .delivery import check, deliver
from .log import logger

NOT_CREATED = "not-created:"
"""Begins the physical id of a resource whose creation failed."""
ANSWER_TIME = 25.0
"""Seconds before the end of the function's time at which the watchdog answers: what `deliver` takes at most."""
LONGEST_REASON = 2500
KINDS = ("Create", "Update", "Delete")


class RequestTypeError(ValueError):
    """The request asks for something that no resource does."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a resource reports after it has done its work.

    Args:
        physical_id: a stable name; another one than before makes CloudFormation delete the old resource.
        data: attributes for Fn::GetAtt; long texts are trimmed to what CloudFormation takes.
    """

    physical_id: str
    data: dict[str, str] = field(default_factory=dict)


Resource = Callable[[CloudFormationCustomResourceEvent, LambdaContext], Outcome]
Handler = Callable[[dict[str, Any], LambdaContext], None]


def custom_resource(resource: Resource) -> Handler:
    """Makes a Lambda handler of a function that creates, updates or deletes a resource.

    Example::

        @custom_resource
        def handler(event, context):
            return Outcome(physical_id="thing-1")
    """

    @functools.wraps(resource)
    def handle(event: dict[str, Any], context: LambdaContext) -> None:
        request = CloudFormationCustomResourceEvent(event)
        reply = _Reply(request, context)
        _log_request(request, context)
        watchdog = _watchdog(reply, context)
        try:
            reply.give(_answer(resource, request, context, reply))
        finally:
            watchdog.cancel()

    return handle


class _Reply:
    """The one answer to a request: whoever comes first gives it, the resource or the watchdog."""

    def __init__(self, request: CloudFormationCustomResourceEvent, context: LambdaContext) -> None:
        self._request = request
        self._log = f"{context.log_group_name} {context.log_stream_name}"
        self._url = check(request.response_url)
        self._lock = Lock()
        self._given = False

    def success(self, outcome: Outcome) -> bytes:
        answer = Answer(status="SUCCESS", physical_id=outcome.physical_id, data=outcome.data)
        return body(answer, self._request)

    def failure(self, reason: str) -> bytes:
        physical_id = self._request.physical_resource_id or NOT_CREATED + self._request.logical_resource_id
        reason = f"{cut(reason, LONGEST_REASON)} Log: {self._log}"
        return body(Answer(status="FAILED", physical_id=physical_id, reason=reason), self._request)

    def give(self, answer: bytes) -> None:
        with self._lock:
            if self._given:
                logger.warning("CloudFormation has an answer already", extra={"dropped": answer.decode()})
                return
            deliver(self._url, answer)
            self._given = True


def _answer(
    resource: Resource, request: CloudFormationCustomResourceEvent, context: LambdaContext, reply: _Reply
) -> bytes:
    try:
        return reply.success(_outcome(resource, request, context))
    except Exception as error:  # noqa: BLE001  # whatever it is, CloudFormation waits for an answer
        logger.exception("The request failed")
        return reply.failure(f"{type(error).__name__}: {error}")


def _outcome(resource: Resource, request: CloudFormationCustomResourceEvent, context: LambdaContext) -> Outcome:
    if request.request_type not in KINDS:  # a guess could delete what somebody works in
        raise RequestTypeError(
            f"RequestType must be {', '.join(KINDS)}; got {request.request_type!r}. CloudFormation sends no other: the "
            f"event is not its own. Nothing was touched."
        )
    if request.request_type == "Delete" and request.physical_resource_id.startswith(NOT_CREATED):
        logger.info("Nothing was created, so there is nothing to delete")
        return Outcome(physical_id=request.physical_resource_id)
    return resource(request, context)


def _watchdog(reply: _Reply, context: LambdaContext) -> Timer:
    """Answers for a call that hangs. Lambda would end the function without a word, and CloudFormation wait an hour."""
    remaining = context.get_remaining_time_in_millis() / 1000
    reason = (
        "The function's time ran out in the middle of its work. Deploying again continues where it stopped; "
        "if it stops again, check that its VPC endpoint can be reached."
    )
    timer = Timer(max(remaining - ANSWER_TIME, remaining / 2), lambda: reply.give(reply.failure(reason)))
    timer.daemon = True
    timer.start()
    return timer


def _log_request(request: CloudFormationCustomResourceEvent, context: LambdaContext) -> None:
    """Logs what is asked for, never the event as a whole: ResponseURL is a credential."""
    logger.structure_logs(
        append=False,
        function_request_id=context.aws_request_id,
        request_type=request.request_type,
        request_id=request.request_id,
        stack_id=request.stack_id,
        logical_id=request.logical_resource_id,
    )
    properties = {"now": request.resource_properties, "before": request.old_resource_properties}
    logger.info("Custom resource request", extra={"properties": properties})
