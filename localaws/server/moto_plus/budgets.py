"""Budgets: UpdateBudget, DescribeSubscribersForNotification and tags, which moto lacks."""

import json
from typing import Any

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

_tags: dict[str, dict[str, str]] = {}


def install() -> None:
    """Add the operations."""
    for method in (update_budget, describe_subscribers_for_notification):
        setattr(BudgetsResponse, method.__name__, method)
    for method in (tag_resource, untag_resource, list_tags_for_resource):
        setattr(BudgetsResponse, method.__name__, method)


def _budget(response: Any, name: str) -> Budget:
    found: Budget | None = response.backend.budgets[json.loads(response.body)["AccountId"]].get(name)
    if found is None:
        raise NotFoundException(f"Unable to get budget: {name} - the budget doesn't exist.")
    return found


def update_budget(self: Any) -> str:
    """Replace the budget, keep its notifications."""
    wanted = json.loads(self.body)["NewBudget"]
    existing = _budget(self, wanted["BudgetName"])
    existing.budget = Budget(wanted, []).budget
    return "{}"


def describe_subscribers_for_notification(self: Any) -> str:
    """Return who gets one notification."""
    request = json.loads(self.body)
    wanted = request["Notification"]
    for notification in _budget(self, request["BudgetName"]).notifications:
        if all(notification.details.get(name) == value for name, value in wanted.items()):
            return json.dumps({"Subscribers": notification.subscribers})
    raise NotFoundException(f"Unable to get notification of budget: {request['BudgetName']}")


def tag_resource(self: Any) -> str:
    """Set tags."""
    request = json.loads(self.body)
    added = {tag["Key"]: tag["Value"] for tag in request["ResourceTags"]}
    _tags.setdefault(request["ResourceARN"], {}).update(added)
    return "{}"


def untag_resource(self: Any) -> str:
    """Remove tags."""
    request = json.loads(self.body)
    for key in request["ResourceTagKeys"]:
        _tags.get(request["ResourceARN"], {}).pop(key, None)
    return "{}"


def list_tags_for_resource(self: Any) -> str:
    """Return tags."""
    held = _tags.get(json.loads(self.body)["ResourceARN"], {})
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in held.items()]})
