"""The values of a template under one set of outcomes: intrinsic functions resolved as far as the template says."""

import json
from collections.abc import Mapping
from typing import Any

from .cfn import PLACEHOLDER, as_list, as_map, is_intrinsic, number, text
from .conditions import holds
from .parameters import Parameters

RESOLVED = frozenset({"Fn::If", "Fn::FindInMap", "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString"})
"""Functions whose outcome may stand in the template itself; Fn::Join is put together where it is read."""

_ABSENT = object()


class Values:
    """Resolves values. `most_choices` and `met_defaults` say afterwards what else there is to try."""

    def __init__(
        self,
        parameters: Parameters,
        mappings: Mapping[str, Any],
        conditions: Mapping[str, Any],
        outcomes: Mapping[str, bool],
    ) -> None:
        self._parameters, self._mappings = parameters, mappings
        self._conditions, self._outcomes = conditions, outcomes
        self._turn, self._defaults = 0, False
        self.most_choices = 0
        self.met_defaults = False

    def resources(self, resources: Mapping[str, Any], *, turn: int, defaults: bool) -> dict[str, Any]:
        """The resources that there are, with their values."""
        self._turn, self._defaults = turn, defaults
        found = {key: self._resolved(value) for key, value in resources.items() if self._is_there(value)}
        return {key: None if value is _ABSENT else value for key, value in found.items()}

    def _is_there(self, resource: Any) -> bool:
        condition = resource.get("Condition") if isinstance(resource, dict) else None
        return self._holds(condition) if isinstance(condition, str) else True

    def _holds(self, condition: Any) -> bool:
        return holds(text(condition), self._conditions, self._outcomes)

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in map(self._resolved, value) if item is not _ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" and isinstance(argument, str):
                return self._referred(argument)
            if name == "Fn::If" and isinstance(argument, list) and len(argument) == 3:
                return self._resolved(argument[1 if self._holds(argument[0]) else 2])
            if name == "Fn::Sub":
                return self._substituted(argument)
            if name in RESOLVED:
                return self._looked_up(name, self._resolved(argument))
        return {key: found for key, item in value.items() if (found := self._resolved(item)) is not _ABSENT}

    def _referred(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _ABSENT
        if name not in self._parameters:
            return {"Ref": name}
        choices = self._parameters.choices(name)
        if choices:
            return self._choice(choices)
        default = self._parameters.default(name)
        self.met_defaults = self.met_defaults or bool(default)
        return default[0] if self._defaults and default else self._parameters.reference(name)

    def _choice(self, choices: list[Any]) -> Any:
        self.most_choices = max(self.most_choices, len(choices))
        return choices[self._turn % len(choices)]

    def _substituted(self, argument: Any) -> Any:
        """`Fn::Sub` with its parameters in place; a plain string when that leaves nothing open."""
        pattern, *rest = as_list(argument) or [""]
        given = {key: self._resolved(value) for key, value in as_map(rest[0] if rest else {}).items()}

        def filled(name: str) -> Any:
            return given[name] if name in given else self._referred(name) if name in self._parameters else None

        if not isinstance(pattern, str):
            return {"Fn::Sub": argument}
        found = PLACEHOLDER.sub(lambda m: m[0] if (value := filled(m[1])) is None else text(value), pattern)
        return {"Fn::Sub": found} if "${" in found else found

    def _looked_up(self, name: str, argument: Any) -> Any:
        parts = argument if isinstance(argument, list) else []
        found: list[Any] = []
        if name == "Fn::FindInMap" and len(parts) in (3, 4):
            found = self._in_map(*parts[:3]) or [as_map(part).get("DefaultValue") for part in parts[3:]]
        elif name == "Fn::Select" and len(parts) == 2 and isinstance(parts[1], list):
            index = number(parts[0])
            found = parts[1][int(index) :][:1] if index is not None and index >= 0 else []
        elif name == "Fn::Split" and len(parts) == 2 and isinstance(parts[1], str) and isinstance(parts[0], str):
            found = [parts[1].split(parts[0])] if parts[0] else []
        elif name == "Fn::ToJsonString" and not is_intrinsic(argument):
            found = [json.dumps(argument, default=str)]
        return self._choice(found) if found else {name: argument}

    def _in_map(self, name: Any, top: Any, second: Any) -> list[Any]:
        """What a mapping holds; every value that it may give where a key is known to a deployment only."""
        tops = as_map(as_map(self._mappings).get(text(name)))
        rows = [as_map(row) for key, row in tops.items() if is_intrinsic(top) or key == text(top)]
        return [value for row in rows for key, value in row.items() if is_intrinsic(second) or key == text(second)]
