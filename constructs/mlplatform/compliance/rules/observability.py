"""Rules on logs and alarms."""

from .cfn import as_list, is_false
from .model import Fault, Resource, Rule
from .shape import at_least, customer_key, wrong

LOGS = ("AWS::Logs::LogGroup",)
ALARM = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


def _acts(alarm: Resource) -> Fault | None:
    if is_false(alarm.get("ActionsEnabled")):
        return wrong("ActionsEnabled", False)
    return None if as_list(alarm.get("AlarmActions")) else Fault("AlarmActions is absent or empty", "AlarmActions")


RULES = (
    Rule(
        "LOG-01",
        "M",
        LOGS,
        "Logs are encrypted with a customer-managed key.",
        "Set KmsKeyId to the key for logs.",
        customer_key("KmsKeyId"),
    ),
    Rule(
        "LOG-02",
        "M",
        LOGS,
        "Logs are kept for a year at least, and for a stated time.",
        "Set RetentionInDays to 365 or more.",
        at_least("RetentionInDays", 365),
    ),
    Rule(
        "CW-01",
        "H",
        ALARM,
        "An alarm tells somebody.",
        "Set AlarmActions to the topic of the environment.",
        _acts,
    ),
)
