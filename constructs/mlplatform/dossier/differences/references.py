"""References of templates, followed from stack to stack by their exports."""

import re
from collections.abc import Callable, Mapping
from typing import Any

SUBSTITUTED = re.compile(r"\$\{([A-Za-z0-9]+)(\.[A-Za-z0-9.]+)?\}")

Place = tuple[str, str]
"""Name of a stack, logical id."""
Lead = Callable[[Place], str]
"""What stands for a place."""


class Exports:
    """The exports of some stacks of one account and region."""

    def __init__(self, templates: Mapping[str, Mapping[str, Any]]) -> None:
        self._found = {
            output["Export"]["Name"]: (name, output["Value"])
            for name, template in templates.items()
            for output in template.get("Outputs", {}).values()
            if isinstance(output.get("Export", {}).get("Name"), str)
        }

    def get(self, name: Any) -> tuple[str, Any] | None:
        """The stack that exports it, and the value; None where no stack does."""
        return self._found.get(name) if isinstance(name, str) else None


def followed(value: Any, stack: str, exports: Exports, lead: Lead) -> Any:
    """A value of a template with what stands for each reference: of `{"Ref": "Vpc"}`, `lead((stack, "Vpc"))`."""
    if isinstance(value, list):
        return [followed(item, stack, exports, lead) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(key, given)] = value.items()
        if (there := exports.get(given)) and key == "Fn::ImportValue":
            return followed(there[1], there[0], exports, lead)
        if (led := _led(key, given, stack, lead)) is not None:
            return {key: led}
    return {key: followed(item, stack, exports, lead) for key, item in value.items()}


def _led(key: str, given: Any, stack: str, lead: Lead) -> Any:
    """What a reference becomes; None for any other function."""
    if key == "Ref" and isinstance(given, str):
        return lead((stack, given))
    if key == "Fn::GetAtt":
        name, *rest = given if isinstance(given, list) else str(given).split(".", 1)
        return [lead((stack, str(name))), *rest]
    if key == "Fn::Sub" and isinstance(given, str):
        return SUBSTITUTED.sub(lambda found: f"${{{lead((stack, found[1]))}{found[2] or ''}}}", given)
    return None
