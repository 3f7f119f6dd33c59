"""State machines: the engine has no place for tracing, and keeps logging as the template spells it."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import json_response
from ministack.services import stepfunctions

from localaws.server.resources.documents import lower_first

Answer = tuple[int, dict[str, str], bytes]
Operation = Callable[[dict[str, Any]], Answer]

_UNTRACED = {"enabled": False}


def install() -> None:
    """Put ours around the engine's."""
    stepfunctions._create_state_machine = _keeping(stepfunctions._create_state_machine)
    stepfunctions._update_state_machine = _keeping(stepfunctions._update_state_machine)
    stepfunctions._describe_state_machine = _showing(stepfunctions._describe_state_machine)


def _keeping(original: Operation) -> Operation:
    def operation(request: dict[str, Any]) -> Answer:
        answer = original(request)
        if answer[0] == 200 and "tracingConfiguration" in request:
            arn = request.get("stateMachineArn") or json.loads(answer[2])["stateMachineArn"]
            stepfunctions._state_machines[arn]["tracingConfiguration"] = request["tracingConfiguration"]
        return answer

    return operation


def _showing(describe: Operation) -> Operation:
    def operation(request: dict[str, Any]) -> Answer:
        status, headers, body = describe(request)
        if status != 200:
            return status, headers, body
        found = json.loads(body)
        machine = stepfunctions._state_machines.get(found["stateMachineArn"], {})
        logging = lower_first(found["loggingConfiguration"])
        tracing = machine.get("tracingConfiguration", _UNTRACED)
        answer: Answer = json_response({**found, "loggingConfiguration": logging, "tracingConfiguration": tracing})
        return answer

    return operation
