"""AWS::Budgets::Budget."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import tag_list


class Budget(ResourceType):
    """A budget; its name and notifications are create-only."""

    type_name = "AWS::Budgets::Budget"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        aws.client("budgets").create_budget(
            AccountId=aws.id,
            Budget=_as_request(properties["Budget"]),
            NotificationsWithSubscribers=properties.get("NotificationsWithSubscribers", []),
        )
        return str(properties["Budget"]["BudgetName"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"Id": physical_id}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Replace the budget under its name."""
        if old["Budget"] != new["Budget"]:
            aws.client("budgets").update_budget(AccountId=aws.id, NewBudget=_as_request(new["Budget"]))
        super().update(aws, physical_id, old, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it with its notifications."""
        aws.client("budgets").delete_budget(AccountId=aws.id, BudgetName=physical_id)


def _as_request(budget: dict[str, Any]) -> dict[str, Any]:
    """The API wants amounts as text."""
    found = dict(budget)
    if limit := found.get("BudgetLimit"):
        found["BudgetLimit"] = {**limit, "Amount": str(limit["Amount"])}
    return found


def _tags(aws: Account, name: str, properties: Properties) -> None:
    budgets, arn = aws.client("budgets"), f"arn:aws:budgets::{aws.id}:budget/{name}"
    wanted = tag_list(properties, "ResourceTags")
    held = {tag["Key"] for tag in budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"]}
    budgets.tag_resource(ResourceARN=arn, ResourceTags=wanted)
    budgets.untag_resource(ResourceARN=arn, ResourceTagKeys=sorted(held - {tag["Key"] for tag in wanted}))


Budget.facets = (Facet(("ResourceTags",), _tags),)
