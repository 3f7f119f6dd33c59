"""Properties of an environment's resources, read as far as they can be known.

The evaluator of policies may not guess; a reviewer of somebody else's app wants to see what there is. So a reference to
a resource of a type that nobody knows is that resource's place, and what only a deployment knows is said in words, with
a note.
"""

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mlplatform.access import UnresolvableError
from mlplatform.access.assembly import Stack
from mlplatform.access.estate import Resource
from mlplatform.access.intrinsics import NO_VALUE, Intrinsics
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Note

UNKNOWN = "unknown"
"""What a value starts with that no template says."""


MALFORMED = (AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError)
"""What a function of CloudFormation with the wrong arguments ends in; `UnresolvableError` is one of them."""


class Reading:
    """The resources of one environment and their properties.

    Guarantees:
        - nothing raises for what cannot be resolved: it reads `unknown: …`, and the assembly has a note
        - a resource whose condition cannot be evaluated is taken to exist
    """

    def __init__(self, assembly: Assembly, place: Place) -> None:
        self.place = place
        self._assembly, self._estate = assembly, assembly.estate

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        return tuple(resource for stack in self.place.stacks for resource in self._of(stack))

    def of(self, *types: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.type in types)

    def value(self, resource: Resource, name: str, default: Any = None) -> Any:
        """A property; a dotted name goes inside, also into the items of lists: `Rules.0.Id`."""
        first, _, rest = name.partition(".")
        found = inside(self._known(resource.stack, resource.properties.get(first), f"{resource.place}.{first}"), rest)
        return default if found is None else found

    def text(self, resource: Resource, name: str) -> str:
        return str(self.value(resource, name, ""))

    def items(self, resource: Resource, name: str) -> list[Any]:
        """A property that is a list; a single value is a list of one."""
        found = self.value(resource, name, [])
        return found if isinstance(found, list) else [found]

    def id(self, resource: Resource) -> str:
        """What `Ref` gives; the place of a resource whose type nobody knows."""
        try:
            return self._estate.attribute(resource, "")
        except UnresolvableError:
            return resource.place

    def arn(self, resource: Resource) -> str:
        try:
            return self._estate.arn_of(resource)
        except UnresolvableError:
            return resource.place

    def tag(self, resource: Resource, key: str) -> str:
        tags = self.value(resource, "Tags", [])
        if isinstance(tags, Mapping):
            return str(tags.get(key, ""))
        listed = (tag for tag in tags if isinstance(tag, Mapping)) if isinstance(tags, list) else ()
        return next((str(tag.get("Value", "")) for tag in listed if tag.get("Key") == key), "")

    def on_deletion(self, resource: Resource, default: str = "Delete") -> str:
        """What CloudFormation does when a resource leaves the template, and when it is replaced if that differs."""
        body = resource.stack.template["Resources"][resource.id]
        leaving, replaced = (str(body.get(name, default)) for name in ("DeletionPolicy", "UpdateReplacePolicy"))
        return leaving if leaving.startswith(replaced) else f"{leaving}; {replaced} when it is replaced"

    def note(self, about: str, text: str) -> None:
        found = Note(about=about, text=text)
        if found not in self._assembly.notes:
            self._assembly.notes.append(found)

    def _of(self, stack: Stack) -> Iterator[Resource]:
        for logical_id, body in stack.template.get("Resources", {}).items():
            resource = self._estate.resource(stack, logical_id)
            if resource and self._exists(resource, body.get("Condition")):
                yield resource

    def _exists(self, resource: Resource, condition: str | None) -> bool:
        if condition is None:
            return True
        try:
            return Intrinsics(self._estate, resource.stack, resource.place).condition(condition)
        except UnresolvableError as error:
            self.note(resource.place, f"It is shown although its condition {condition} cannot be evaluated: {error}")
            return True

    def _known(self, stack: Stack, written: Any, place: str) -> Any:
        try:
            found = self._estate.resolve(stack, written, place)
        except MALFORMED as error:
            found = self._in_part(stack, written, place, error)
        return None if found is NO_VALUE else found

    def _in_part(self, stack: Stack, written: Any, place: str, error: Exception) -> Any:
        if isinstance(written, list):
            return [found for item in written if (found := self._known(stack, item, place)) is not None]
        if len(written) == 1 and re.match(r"Ref$|Fn::|Condition$", next(iter(written))):
            try:
                return self._stand_in(stack, written, place, error)
            except MALFORMED as another:
                return self._unknown(written, place, another)
        return {key: found for key, item in written.items() if (found := self._known(stack, item, place)) is not None}

    def _stand_in(self, stack: Stack, written: Mapping[str, Any], place: str, error: Exception) -> Any:
        match dict(written):
            case {"Ref": str(name)} if resource := self._estate.resource(stack, name):
                return resource.place
            case {"Fn::GetAtt": [str(name), str(attribute)]} if resource := self._estate.resource(stack, name):
                return self._attribute_of(resource, attribute)
            case {"Fn::ImportValue": name} if exported := self._exported(stack, self._known(stack, name, place)):
                return self._known(*exported, place)
            case {"Fn::Join": [str(delimiter), [*parts]]}:
                return delimiter.join(str(self._known(stack, part, place)) for part in parts)
            case {"Fn::Select": [index, items]} if isinstance(found := self._known(stack, items, place), list):
                return found[int(index)] if int(index) < len(found) else self._unknown(written, place, error)
            case {"Fn::Cidr": [block, count, *bits]}:
                return self._blocks(self._known(stack, block, place), int(count), int(bits[0]) if bits else 8)
        return self._unknown(written, place, error)

    def _attribute_of(self, resource: Resource, attribute: str) -> Any:
        """An attribute that is called like a property has its value: CidrBlock, AvailabilityZone."""
        if attribute in resource.properties:
            return self._known(resource.stack, resource.properties[attribute], f"{resource.place}.{attribute}")
        return resource.place

    def _exported(self, stack: Stack, name: Any) -> tuple[Stack, Any] | None:
        for other in self._estate.stacks:
            if (other.account, other.region) == (stack.account, stack.region):
                for output in other.template.get("Outputs", {}).values():
                    if "Export" in output and self._known(other, output["Export"]["Name"], other.name) == name:
                        return other, output["Value"]
        return None

    def _blocks(self, block: str, count: int, bits: int) -> list[str]:
        network = ipaddress.ip_network(block)
        subnets = network.subnets(new_prefix=network.max_prefixlen - bits)
        return [str(next(subnets)) for _ in range(count)]

    def _unknown(self, written: Mapping[str, Any], place: str, error: Exception) -> str:
        readable = isinstance(error, UnresolvableError)
        self.note(place, str(error) if readable else f"{json.dumps(written)[:80]} is no function that can be read.")
        name = written.get("Ref")
        return f"{UNKNOWN}: {f'parameter {name}' if name else json.dumps(written, sort_keys=True)[:80]}"


def inside(value: Any, path: str) -> Any:
    """What stands at a path of names and numbers within a value; None where nothing does."""
    for part in filter(None, path.split(".")):
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def short(resource: Resource) -> str:
    """What people call a resource that has no name: its logical id without the digits that the CDK adds."""
    return re.sub(r"(?:Resource)?[0-9A-F]{8}$", "", resource.id) or resource.id
