"""CloudFormation's intrinsic functions, evaluated as far as policies need them."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mlplatform.access.assembly import Stack
from mlplatform.access.unresolvable import UnresolvableError

if TYPE_CHECKING:
    from mlplatform.access.estate import Estate

NO_VALUE = object()
"""What `AWS::NoValue` leaves: nothing."""
SUFFIXES = {"aws-cn": "amazonaws.com.cn"}


class Intrinsics:
    """The values of one template, at one place of it."""

    def __init__(self, estate: "Estate", stack: Stack, place: str) -> None:
        self._estate, self._stack, self._place = estate, stack, place
        self._functions: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::ImportValue": self._import,
            "Fn::FindInMap": self._find,
            "Fn::If": self._if,
            "Fn::GetAZs": self._zones,
            "Fn::Base64": lambda argument: base64.b64encode(str(self.value(argument)).encode()).decode(),
            "Fn::ToJsonString": lambda argument: json.dumps(self.value(argument)),
        }

    def value(self, written: Any) -> Any:
        """A value with every function in it evaluated."""
        if isinstance(written, list):
            return [item for item in map(self.value, written) if item is not NO_VALUE]
        if not isinstance(written, Mapping):
            return written
        name = next(iter(written)) if len(written) == 1 else ""
        if name in self._functions:
            return self._functions[name](written[name])
        if name.startswith("Fn::") or (name == "Condition" and isinstance(written[name], str)):
            raise self._error(f"{name} is no function that policies are known to use")
        resolved = {key: self.value(item) for key, item in written.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def condition(self, name: str) -> bool:
        """Whether a condition of the template holds."""
        found = self._stack.template.get("Conditions", {}).get(name)
        if found is None:
            raise self._error(f"the template has no condition {name}")
        return self._holds(found)

    def _holds(self, test: Mapping[str, Any]) -> bool:
        match dict(test):
            case {"Fn::Equals": [one, other]}:
                return bool(str(self.value(one)) == str(self.value(other)))
            case {"Fn::And": [*tests]}:
                return all(self._holds(test) for test in tests)
            case {"Fn::Or": [*tests]}:
                return any(self._holds(test) for test in tests)
            case {"Fn::Not": [one]}:
                return not self._holds(one)
            case {"Condition": str(name)}:
                return self.condition(name)
        raise self._error(f"{json.dumps(test)[:80]} is no condition")

    def _ref(self, name: str) -> Any:
        if name.startswith("AWS::"):
            return self._pseudo(name)
        resource = self._estate.resource(self._stack, name)
        return self._estate.attribute(resource, "") if resource else self._parameter(name)

    def _pseudo(self, name: str) -> Any:
        stack = self._stack
        values = {
            "AWS::AccountId": stack.account,
            "AWS::Region": stack.region,
            "AWS::Partition": stack.partition,
            "AWS::URLSuffix": SUFFIXES.get(stack.partition, "amazonaws.com"),
            "AWS::StackName": stack.name,
            "AWS::NoValue": NO_VALUE,
        }
        if name not in values:
            raise self._error(f"{name} is known only when it is deployed")
        return values[name]

    def _parameter(self, name: str) -> Any:
        declared = self._stack.template.get("Parameters", {}).get(name)
        if declared is None:
            raise self._error(f"the template has neither a resource nor a parameter {name}")
        default = declared.get("Default")
        if default is None:
            raise self._error(f"the parameter {name} has no default")
        if not declared["Type"].startswith("AWS::SSM::Parameter::Value"):
            return default
        stored = self._estate.parameter(self._stack, default)
        if stored is None:
            raise self._error(f"no stack of the account writes the parameter {default}")
        return stored.split(",") if "List" in declared["Type"] else stored

    def _get_att(self, argument: Any) -> str:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        resource = self._estate.resource(self._stack, parts[0])
        if resource is None:
            raise self._error(f"the template has no resource {parts[0]}")
        return self._estate.attribute(resource, str(self.value(parts[1])))

    def _sub(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument
        return re.sub(r"\$\{(!?)([^}]*)\}", lambda found: self._substituted(found, own), text)

    def _substituted(self, found: re.Match[str], own: Mapping[str, Any]) -> str:
        literal, name = found.groups()
        if literal:
            return f"${{{name}}}"
        if name in own:
            return str(self.value(own[name]))
        return str(self._get_att(name) if "." in name else self._ref(name))

    def _join(self, argument: Any) -> str:
        delimiter, parts = argument
        return str(delimiter).join(str(part) for part in self._list(parts))

    def _select(self, argument: Any) -> Any:
        index, items = int(self.value(argument[0])), self._list(argument[1])
        if index >= len(items):
            raise self._error(f"Fn::Select asks for item {index} of {len(items)}")
        return items[index]

    def _split(self, argument: Any) -> list[str]:
        delimiter, text = argument
        return str(self.value(text)).split(delimiter)

    def _import(self, argument: Any) -> str:
        name = self.value(argument)
        found = self._estate.exported(self._stack, name)
        if found is None:
            raise self._error(f"no stack of the account and region exports {name}")
        return found

    def _find(self, argument: Any) -> Any:
        mapping, key, attribute = (str(self.value(part)) for part in argument[:3])
        try:
            return self._stack.template["Mappings"][mapping][key][attribute]
        except KeyError as missing:
            raise self._error(f"Fn::FindInMap finds no {missing} in {mapping}") from missing

    def _if(self, argument: Any) -> Any:
        condition, then, otherwise = argument
        return self.value(then if self.condition(condition) else otherwise)

    def _zones(self, argument: Any) -> list[str]:
        region = self.value(argument) or self._stack.region
        return [f"{region}{zone}" for zone in "abc"]

    def _list(self, written: Any) -> list[Any]:
        found = self.value(written)
        if not isinstance(found, list):
            raise self._error(f"{json.dumps(written)[:80]} is no list")
        return found

    def _error(self, found: str) -> UnresolvableError:
        return UnresolvableError(self._place, found, "state it in the template, or teach mlplatform/access what it is")
