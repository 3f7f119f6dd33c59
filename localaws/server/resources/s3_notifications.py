"""Notifications and replication of a bucket: the template's words for them differ from the API's."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Properties
from localaws.server.resources.documents import picked

_KINDS = (
    ("LambdaConfigurations", "LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
    ("QueueConfigurations", "QueueConfigurations", "Queue", "QueueArn"),
    ("TopicConfigurations", "TopicConfigurations", "Topic", "TopicArn"),
)


def notify(aws: Account, bucket: str, properties: Properties) -> None:
    """Set all notifications, or none."""
    wanted = properties.get("NotificationConfiguration", {})
    found: dict[str, Any] = {}
    if wanted.get("EventBridgeConfiguration", {}).get("EventBridgeEnabled", "EventBridgeConfiguration" in wanted):
        found["EventBridgeConfiguration"] = {}
    for own, api, target, arn in _KINDS:
        if own in wanted:
            found[api] = [{arn: one[target], "Events": [one["Event"]], **_filter(one)} for one in wanted[own]]
    aws.client("s3").put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=found)


def _filter(one: dict[str, Any]) -> dict[str, Any]:
    rules = one.get("Filter", {}).get("S3Key", {}).get("Rules")
    return {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}


def replicate(aws: Account, bucket: str, properties: Properties) -> None:
    """Set the replication rules, or remove them."""
    s3 = aws.client("s3")
    wanted = properties.get("ReplicationConfiguration")
    if not wanted:
        s3.delete_bucket_replication(Bucket=bucket)
        return
    rules = [
        {**{name: value for name, value in rule.items() if name != "Id"}, **picked(rule, ID="Id")}
        for rule in wanted["Rules"]
    ]
    s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": wanted["Role"], "Rules": rules})
