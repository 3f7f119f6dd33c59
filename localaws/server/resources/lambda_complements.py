"""What the engine's handler of AWS::Lambda::Function drops: its network, key, and more. So all settings are sent."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties

_SAME = (
    "DeadLetterConfig",
    "Description",
    "EphemeralStorage",
    "FileSystemConfigs",
    "LoggingConfig",
    "MemorySize",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)
_UNSET: Properties = {
    "DeadLetterConfig": {"TargetArn": ""},
    "Description": "",
    "EphemeralStorage": {"Size": 512},
    "FileSystemConfigs": [],
    "KmsKeyArn": "",
    "LoggingConfig": {"LogFormat": "Text"},
    "MemorySize": 128,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
}


def _settings(aws: Account, name: str, properties: Properties) -> None:
    wanted: dict[str, Any] = {setting: properties.get(setting, _UNSET[setting]) for setting in _SAME}
    wanted["KMSKeyArn"] = properties.get("KmsKeyArn", "")
    aws.client("lambda").update_function_configuration(FunctionName=name, **wanted)


def _concurrency(aws: Account, name: str, properties: Properties) -> None:
    reserved = properties.get("ReservedConcurrentExecutions")
    if reserved is None:
        aws.client("lambda").delete_function_concurrency(FunctionName=name)
    else:
        aws.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)


FUNCTION = (Facet((*_SAME, "KmsKeyArn"), _settings), Facet(("ReservedConcurrentExecutions",), _concurrency))
