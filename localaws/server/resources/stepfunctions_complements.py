"""What the engine's handler of AWS::StepFunctions::StateMachine drops: tracing."""

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties
from localaws.server.resources.documents import lower_first


def _tracing(aws: Account, machine: str, properties: Properties) -> None:
    wanted = lower_first(properties.get("TracingConfiguration", {"Enabled": False}))
    aws.client("stepfunctions").update_state_machine(stateMachineArn=machine, tracingConfiguration=wanted)


STATE_MACHINE = (Facet(("TracingConfiguration",), _tracing),)
