"""Rules on state machines; what their tasks start is judged as a resource of its own."""

from .model import Fault, Resource, Rule, faults
from .shape import customer_key, equals, has, true

STATE_MACHINE = ("AWS::StepFunctions::StateMachine",)


def _undebuggable(machine: Resource) -> list[Fault]:
    checks = (equals("LoggingConfiguration.Level", "ALL"), has("LoggingConfiguration.Destinations"))
    return list(faults(*(check(machine) for check in checks)))


RULES = (
    Rule(
        "SFN-01",
        "M",
        STATE_MACHINE,
        "A state machine logs all that happens.",
        "Set LoggingConfiguration.Level to ALL, and its Destinations.",
        _undebuggable,
    ),
    Rule(
        "SFN-02",
        "L",
        STATE_MACHINE,
        "A state machine is traced.",
        "Set TracingConfiguration.Enabled to true.",
        true("TracingConfiguration.Enabled"),
    ),
    Rule(
        "SFN-03",
        "M",
        STATE_MACHINE,
        "A state machine's data is encrypted with a customer-managed key.",
        "Set EncryptionConfiguration.KmsKeyId.",
        customer_key("EncryptionConfiguration.KmsKeyId"),
    ),
)
