"""AWS::SNS::Topic, AWS::SNS::TopicPolicy and AWS::SNS::Subscription."""

import json
from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, tag_list, text

_ATTRIBUTES = ("DisplayName", "KmsMasterKeyId", "TracingConfig", "SignatureVersion", "ArchivePolicy")


class Topic(ResourceType):
    """A topic; the inline subscriptions are its own."""

    type_name = "AWS::SNS::Topic"
    name_property = "TopicName"
    name_length = 256

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the ARN."""
        fifo = {"FifoTopic": "true"} if properties.get("FifoTopic") else {}
        return str(aws.client("sns").create_topic(Name=properties["TopicName"], Attributes=fifo)["TopicArn"])

    def name_of(self, physical_id: str) -> str:
        """The last part of the ARN."""
        return physical_id.rsplit(":", 1)[-1]

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """ARN and name."""
        return {"TopicArn": physical_id, "TopicName": self.name_of(physical_id)}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it with its subscriptions."""
        aws.client("sns").delete_topic(TopicArn=physical_id)


def _attribute(name: str) -> Facet:
    def apply(aws: Account, arn: str, properties: Properties) -> None:
        value = properties.get(name, "PassThrough" if name == "TracingConfig" else "")
        aws.client("sns").set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=_as_text(value))

    return Facet((name,), apply)


def _as_text(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _subscriptions(aws: Account, arn: str, properties: Properties) -> None:
    sns = aws.client("sns")
    wanted = {(one["Protocol"], one["Endpoint"]) for one in properties.get("Subscription", [])}
    held = {(one["Protocol"], one["Endpoint"]): one["SubscriptionArn"] for one in _subscribed(sns, arn)}
    for protocol, endpoint in wanted - set(held):
        sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)
    for gone in set(held) - wanted:
        sns.unsubscribe(SubscriptionArn=held[gone])


def _subscribed(sns: Any, arn: str) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    return listed


def _tags(aws: Account, arn: str, properties: Properties) -> None:
    sns = aws.client("sns")
    wanted = tag_list(properties)
    gone = {tag["Key"] for tag in sns.list_tags_for_resource(ResourceArn=arn)["Tags"]} - {tag["Key"] for tag in wanted}
    sns.tag_resource(ResourceArn=arn, Tags=wanted)
    sns.untag_resource(ResourceArn=arn, TagKeys=sorted(gone))


Topic.facets = (
    *(_attribute(name) for name in _ATTRIBUTES),
    Facet(("Subscription",), _subscriptions),
    Facet(("Tags",), _tags),
)


class TopicPolicy(ResourceType):
    """One policy on each of its topics."""

    type_name = "AWS::SNS::TopicPolicy"

    def create(self, aws: Account, properties: Properties) -> str:
        """Set it; the physical id is made up."""
        _set_policy(aws, "", properties)
        return f"policy-{properties['Topics'][0].rsplit(':', 1)[-1]}"

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"Id": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Put the default policy back."""
        for arn in properties["Topics"]:
            aws.client("sns").set_topic_attributes(
                TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(_default_policy(aws, arn))
            )


def _set_policy(aws: Account, _physical_id: str, properties: Properties) -> None:
    document = text(properties["PolicyDocument"])
    for arn in properties["Topics"]:
        aws.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document)


def _default_policy(aws: Account, arn: str) -> dict[str, object]:
    owner = {"StringEquals": {"AWS:SourceOwner": aws.id}}
    actions = ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes"]
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": actions, "Resource": arn, "Condition": owner}
    return {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}


TopicPolicy.facets = (Facet(("PolicyDocument", "Topics"), _set_policy),)


class Subscription(ResourceType):
    """A standalone subscription."""

    type_name = "AWS::SNS::Subscription"

    def create(self, aws: Account, properties: Properties) -> str:
        """Subscribe; the physical id is the ARN."""
        named = picked(properties, "TopicArn", "Protocol", "Endpoint")
        return str(aws.client("sns").subscribe(**named, ReturnSubscriptionArn=True)["SubscriptionArn"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its ARN."""
        return {"Arn": physical_id}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Unsubscribe."""
        aws.client("sns").unsubscribe(SubscriptionArn=physical_id)


def _subscription_attribute(name: str) -> Facet:
    def apply(aws: Account, arn: str, properties: Properties) -> None:
        value = properties.get(name, {} if name.endswith("Policy") else "false")
        aws.client("sns").set_subscription_attributes(
            SubscriptionArn=arn, AttributeName=name, AttributeValue=_as_text(value)
        )

    return Facet((name,), apply)


Subscription.facets = tuple(
    _subscription_attribute(name)
    for name in ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy", "DeliveryPolicy")
)
