"""Parameters: what a deployment may set them to, and so what a rule may make of them."""

import re
from collections.abc import Mapping
from typing import Any

from .cfn import LOOKED_UP, PARAMETER, as_list, as_map, text

_LISTS = ("CommaDelimitedList", "List<")
_LOOK_UP = "AWS::SSM::Parameter::Value"
_WILD = ("*", "", "?", "*:*", "0.0.0.0/0")


class Parameters:
    """The parameters of a template: how many values each can have, and what stands in their place."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._declared = {name: as_map(body) for name, body in declared.items()}

    def __contains__(self, name: object) -> bool:
        return name in self._declared

    def choices(self, name: str) -> list[Any]:
        """The values that it is limited to; none when it is not."""
        body = self._declared[name]
        return [] if self._looked_up(name) else [self._typed(name, one) for one in as_list(body.get("AllowedValues"))]

    def default(self, name: str) -> list[Any]:
        """Its default, which a deployment may change, if it has one that stands in the template."""
        body = self._declared[name]
        return [] if self._looked_up(name) or "Default" not in body else [self._typed(name, body["Default"])]

    def reference(self, name: str) -> dict[str, Any]:
        """What stands in its place while only a deployment knows it."""
        if self._looked_up(name):
            return {LOOKED_UP: name}
        return {"Ref": name} if self._limited(name) else {PARAMETER: name}

    def _limited(self, name: str) -> bool:
        """Whether its type or pattern keeps it from being a wildcard: a key's id, a number, `sha256:[0-9a-f]{64}`."""
        type_, pattern = text(self._declared[name].get("Type")), text(self._declared[name].get("AllowedPattern"))
        if type_ == "Number" or (type_.startswith(("AWS::EC2::", "List<AWS::", "AWS::Route53::"))):
            return True
        return bool(pattern) and not any(_matches(pattern, wild) for wild in _WILD)

    def _looked_up(self, name: str) -> bool:
        """Whether its default is the name of a parameter in Systems Manager, and not the value."""
        return text(self._declared[name].get("Type")).startswith(_LOOK_UP)

    def _typed(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and text(self._declared[name].get("Type")).startswith(_LISTS):
            return [item.strip() for item in value.split(",")]
        return value


def _matches(pattern: str, value: str) -> bool:
    """Whether a pattern lets a value through; one that cannot be read lets everything through."""
    try:
        return bool(re.fullmatch(pattern, value))
    except re.error:
        return True
