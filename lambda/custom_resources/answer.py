"""The body of an answer to CloudFormation, within the 4 096 bytes that CloudFormation accepts.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

import json
from dataclasses import dataclass, field, replace

from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent

LIMIT = 4096
TRIMMED = "... [trimmed, the log has the rest]"


class AnswerTooLongError(ValueError):
    """What is not text that can be trimmed exceeds the limit by itself."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What CloudFormation is told."""

    status: str
    physical_id: str
    reason: str = ""
    data: dict[str, str] = field(default_factory=dict)


def body(answer: Answer, request: CloudFormationCustomResourceEvent) -> bytes:
    """The answer as JSON. Its longest texts are trimmed, one after the other, until it fits."""
    encoded = _encode(answer, request)
    while len(encoded) > LIMIT:
        answer = _shorten(answer, len(encoded) - LIMIT)
        encoded = _encode(answer, request)
    return encoded


def cut(text: str, room: int) -> str:
    """The text, or as much of its beginning as takes `room` bytes in JSON together with the note that it is trimmed."""
    if _size(text) <= room:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        fits, too_long = (middle, too_long) if _size(text[:middle] + TRIMMED) <= room else (fits, middle)
    return text[:fits] + TRIMMED


def _shorten(answer: Answer, excess: int) -> Answer:
    texts = {"": answer.reason, **answer.data}
    name = max(texts, key=lambda key: _size(texts[key]))
    room = _size(texts[name]) - excess
    shorter = cut(texts[name], max(room, _size(TRIMMED)))
    if _size(shorter) >= _size(texts[name]):
        raise AnswerTooLongError(f"The answer is {excess} bytes over the {LIMIT} that CloudFormation takes.")
    if name:
        return replace(answer, data={**answer.data, name: shorter})
    return replace(answer, reason=shorter)


def _size(text: str) -> int:
    return len(json.dumps(text)) - 2


def _encode(answer: Answer, request: CloudFormationCustomResourceEvent) -> bytes:
    """ASCII on purpose: a lone surrogate in an exception's text cannot be UTF-8, and bytes are then characters."""
    document = {
        "Status": answer.status,
        "Reason": answer.reason,
        "PhysicalResourceId": answer.physical_id,
        "StackId": request.stack_id,
        "RequestId": request.request_id,
        "LogicalResourceId": request.logical_resource_id,
        "Data": answer.data,
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii")
