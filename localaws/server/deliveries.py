"""Remembers the events that custom resources' functions got, so that a test can deliver one a second time.

Lambda promises *at least* one delivery of an asynchronous event, and CloudFormation's are asynchronous.
"""

import copy
from collections import deque
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import lambda_svc

_delivered: deque[tuple[str, dict[str, Any]]] = deque(maxlen=1000)


def install() -> None:
    """Listen where functions are called."""
    execute = lambda_svc._execute_function_with_config_scope

    def remembering(record: Any, event: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(event, dict) and {"RequestType", "ResponseURL"} <= event.keys():
            _delivered.append((get_account_id(), copy.deepcopy(event)))
        return execute(record, event, *rest, **named)

    lambda_svc._execute_function_with_config_scope = remembering


def to(account: str) -> list[dict[str, Any]]:
    """Return the events of an account's custom resources, oldest first."""
    return [event for owner, event in _delivered if owner == account]
