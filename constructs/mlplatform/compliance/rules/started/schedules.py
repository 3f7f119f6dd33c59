"""Schedules of EventBridge that call an API themselves (universal targets)."""

import re
from collections.abc import Iterator

from mlplatform.compliance.rules.cfn import is_free, text
from mlplatform.compliance.rules.model import Resource
from mlplatform.compliance.rules.policy_text import document_of
from mlplatform.compliance.rules.unreadable import UnreadableError

from .calls import JOBS_UNDECIDED, requested

SCHEDULE = "AWS::Scheduler::Schedule"
_CALL = re.compile(r":scheduler:::aws-sdk:(?P<service>[A-Za-z0-9]+):(?P<action>[A-Za-z0-9]+)$")


def schedule_requests(schedule: Resource) -> Iterator[Resource]:
    """The call of a schedule, if it makes one; any other target is judged where it stands."""
    target = text(schedule.get("Target.Arn"))
    if is_free(target):
        raise UnreadableError(f"its target is {target}, {JOBS_UNDECIDED}", "Target.Arn")
    match = _CALL.search(target)
    if match is not None:
        call = f"{match['service'].lower()}:{match['action'][0].upper()}{match['action'][1:]}"
        try:
            request = document_of(schedule.get("Target.Input"), "Target.Input")
        except UnreadableError as error:
            raise UnreadableError(f"its input cannot be read: {error}, {JOBS_UNDECIDED}", "Target.Input") from None
        yield from requested(schedule, call, request, within="its call", at="Target.Input")
