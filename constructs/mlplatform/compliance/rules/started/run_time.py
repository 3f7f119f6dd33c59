"""Values of definitions in the terms of templates: what only a run knows is an intrinsic function, `Fn::AtRunTime`."""

from typing import Any

from mlplatform.compliance.rules.cfn import as_list

AT_RUN_TIME = "Fn::AtRunTime"


def of_pipeline(value: Any) -> Any:
    """A value of a SageMaker pipeline: `Get` is a parameter or a step's property, `Std:Join` puts texts together."""
    if isinstance(value, list):
        return [of_pipeline(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name == "Get":
            return {AT_RUN_TIME: argument}
        if name == "Std:Join" and isinstance(argument, dict):
            values = [of_pipeline(item) for item in as_list(argument.get("Values"))]
            return {"Fn::Join": [argument.get("On", ""), values]}
    return {key: of_pipeline(item) for key, item in value.items()}


def of_machine(value: Any) -> Any:
    """A value of a state machine: `Key.$` is a path or a function, `{% … %}` is JSONata."""
    if isinstance(value, list):
        return [of_machine(item) for item in value]
    if isinstance(value, str) and value.startswith("{%"):
        return {AT_RUN_TIME: value}
    if not isinstance(value, dict):
        return value
    return {
        str(key).removesuffix(".$"): {AT_RUN_TIME: item} if str(key).endswith(".$") else of_machine(item)
        for key, item in value.items()
    }
