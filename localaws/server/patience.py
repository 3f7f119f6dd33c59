"""DescribeStacks answers when the stack has come to rest.

Command lines look again every five seconds, while most stacks are done here within one: without this a deployment
would spend nearly all of its time asleep. An answer is held back for a while only, so that no connection times out.
A function's question is answered at once: the stack may be waiting for that very function.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from ministack.services import cloudformation
from ministack.services.cloudformation import _stacks, handlers

Answer = tuple[int, dict[str, str], bytes]

LONGEST_SECONDS = 20
STEP_SECONDS = 0.05


def install() -> None:
    """Wait before the engine answers."""
    original = cloudformation.handle_request

    async def handle_request(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query_params: Mapping[str, Any]
    ) -> Answer:
        sent = parse_qs(body.decode(errors="replace")) if method == "POST" else {}
        if sent.get("Action") == ["DescribeStacks"] and "StackName" in sent and not _in_a_function(headers):
            await _rest(sent["StackName"][0])
        answer: Answer = await original(method, path, headers, body, query_params)
        return answer

    cloudformation.handle_request = handle_request


def _in_a_function(headers: Mapping[str, str]) -> bool:
    """Return whether Lambda runs the caller: its SDK says so, from a variable that Lambda sets (see `settings.py`)."""
    return "exec-env/AWS_Lambda" in headers.get("user-agent", "")


async def _rest(name: str) -> None:
    for _ in range(int(LONGEST_SECONDS / STEP_SECONDS)):
        if not _works(name):
            return
        await asyncio.sleep(STEP_SECONDS)


def _works(name: str) -> bool:
    """REVIEW_IN_PROGRESS is rest: somebody has still to decide on a change set."""
    stack = _stacks.get(name) or handlers._resolve_stack(name)
    status = str(stack["StackStatus"]) if stack else ""
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
