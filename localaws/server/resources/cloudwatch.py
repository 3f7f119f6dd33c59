"""AWS::CloudWatch::CompositeAlarm."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, tag_list

_SETTINGS = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmRule",
    "InsufficientDataActions",
    "OKActions",
)


class CompositeAlarm(ResourceType):
    """An alarm over alarms."""

    type_name = "AWS::CloudWatch::CompositeAlarm"
    name_property = "AlarmName"
    name_length = 255

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it; the physical id is the name."""
        _put(aws, str(properties["AlarmName"]), properties)
        return str(properties["AlarmName"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its ARN."""
        return {"Arn": aws.arn("cloudwatch", f"alarm:{physical_id}")}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])


def _put(aws: Account, name: str, properties: Properties) -> None:
    settings = picked(properties, *_SETTINGS)
    aws.client("cloudwatch").put_composite_alarm(AlarmName=name, Tags=tag_list(properties), **settings)


CompositeAlarm.facets = (Facet((*_SETTINGS, "Tags"), _put),)
