"""Where alarms go."""

from mlplatform.notifications.alarm_topic import AlarmTopic

__all__ = ["AlarmTopic"]
