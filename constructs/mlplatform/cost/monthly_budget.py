from aws_cdk import aws_budgets as budgets
from constructs import Construct

WARNINGS = (("ACTUAL", 80), ("FORECASTED", 100))
"""Kind of cost and the percentage of the budget at which a warning goes out."""


class MonthlyBudget(Construct):
    """A monthly cost budget in US dollars that warns on the alarm topic.

    Args:
        tag: `key$value` of a cost-allocation tag whose cost counts; without it the whole account's cost counts. The
            tag must be activated for cost allocation in the management account before AWS attributes cost to it.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, amount_usd: int, topic_arn: str, tag: str | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        budgets.CfnBudget(
            self,
            "Resource",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=name,
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=amount_usd, unit="USD"),
                cost_filters={"TagKeyValue": [f"user:{tag}"]} if tag else None,
            ),
            notifications_with_subscribers=[_warning(kind, percent, topic_arn) for kind, percent in WARNINGS],
        )


def _warning(kind: str, percent: int, topic_arn: str) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
    return budgets.CfnBudget.NotificationWithSubscribersProperty(
        notification=budgets.CfnBudget.NotificationProperty(
            comparison_operator="GREATER_THAN", notification_type=kind, threshold=percent, threshold_type="PERCENTAGE"
        ),
        subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic_arn)],
    )
