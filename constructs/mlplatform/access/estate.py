"""The templates of an organisation as one estate: references followed from stack to stack, names written out.

What a policy names and CloudFormation would know only later (an id, a generated name) gets a stand-in that is the same
wherever it is named. What cannot be resolved is an error that says where it stands; nothing is dropped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mlplatform.access.assembly import Stack, read_stacks
from mlplatform.access.identity import KINDS, generated
from mlplatform.access.intrinsics import NO_VALUE, Intrinsics
from mlplatform.access.unresolvable import UnresolvableError


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource of one stack. `properties` are as they are written; `Estate.property_of` resolves them."""

    stack: Stack
    id: str
    type: str
    properties: Mapping[str, Any]

    @property
    def place(self) -> str:
        return f"{self.stack.name}/{self.id}"


class Estate:
    """All resources of an assembly, each in its account and region.

    Example:
        >>> estate = Estate.read(Path("cdk.out"))
        >>> estate.arn_of(estate.of("AWS::S3::Bucket")[0])
    """

    def __init__(self, stacks: tuple[Stack, ...], *, suppose: bool = False) -> None:
        """`suppose`: a resource whose condition nobody can resolve is there, and `supposed` names it."""
        self.stacks, self._suppose = stacks, suppose
        self.supposed: list[str] = []
        self._stack_resources = {id(stack): dict(_resources(stack)) for stack in stacks}
        self._resolving: list[str] = []
        self._attributes: dict[tuple[str, str], str] = {}

    @classmethod
    def read(cls, assembly: Path, *, suppose: bool = False) -> "Estate":
        """The estate of a synthesized cloud assembly."""
        return cls(read_stacks(assembly), suppose=suppose)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """All resources; those whose condition is false are not there."""
        every = (resource for found in self._stack_resources.values() for resource in found.values())
        return tuple(resource for resource in every if self._exists(resource))

    def of(self, *types: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.type in types)

    def property_of(self, resource: Resource, name: str, default: Any = None) -> Any:
        """A property with every reference in it resolved."""
        written = resource.properties.get(name, default)
        found = self.resolve(resource.stack, written, f"{resource.place}.{name}")
        return default if found is NO_VALUE else found

    def resolve(self, stack: Stack, value: Any, place: str) -> Any:
        """A value of a template with every intrinsic function evaluated."""
        return Intrinsics(self, stack, place).value(value)

    def arn_of(self, resource: Resource) -> str:
        """The ARN of a resource."""
        kind = KINDS.get(resource.type)
        named = [name for name in (kind.attributes if kind else ()) if name.endswith("Arn")]
        return self.attribute(resource, named[0] if named else "")

    def attribute(self, resource: Resource, attribute: str) -> str:
        """What `Fn::GetAtt` gives; an empty attribute stands for `Ref`."""
        key = (f"{resource.stack.account}/{resource.place}", attribute)
        if key not in self._attributes:
            self._attributes[key] = self._guarded(resource, attribute)
        return self._attributes[key]

    def resource(self, stack: Stack, logical_id: str) -> Resource | None:
        return self._stack_resources[id(stack)].get(logical_id)

    def exported(self, stack: Stack, name: str) -> str | None:
        """What a stack of the same account and region exports by that name."""
        owner, output = self._exports.get((stack.account, stack.region, name), (None, None))
        return None if owner is None else str(self.resolve(owner, output, f"{owner.name} exports {name}"))

    def parameter(self, stack: Stack, name: str) -> str | None:
        """What a stack of the same account and region writes into SSM Parameter Store by that name."""
        found = self._parameters.get((stack.account, stack.region, name))
        return None if found is None else str(self.property_of(found, "Value"))

    def _guarded(self, resource: Resource, attribute: str) -> str:
        place = f"{resource.place}{'.' if attribute else ''}{attribute}"
        if place in self._resolving:
            raise UnresolvableError(place, "refers to itself", "take the cycle out of the template")
        self._resolving.append(place)
        try:
            return self._physical(resource, attribute, place)
        finally:
            self._resolving.pop()

    def _physical(self, resource: Resource, attribute: str, place: str) -> str:
        kind = KINDS.get(resource.type)
        pattern = (kind.attributes.get(attribute) if attribute else kind.ref) if kind else None
        if kind is None or pattern is None:
            what = f"{attribute or 'Ref'} of {resource.type}"
            raise UnresolvableError(place, f"nobody knows {what}", "add it to mlplatform/access/identity.py")
        name = self._name(resource, kind.name) or generated(kind.generated, resource.stack.name, resource.id)
        return pattern.format(
            name=name.lower() if resource.type == "AWS::S3::Bucket" else name,
            path=self.property_of(resource, "Path", "/"),
            partition=resource.stack.partition,
            region=resource.stack.region,
            account=resource.stack.account,
            hex=generated("{hex}", resource.stack.name, resource.id),
            uuid=generated("{uuid}", resource.stack.name, resource.id),
        )

    def _name(self, resource: Resource, path: str) -> str | None:
        if not path:
            return None
        first, _, rest = path.partition(".")
        found = self.property_of(resource, first)
        for part in filter(None, rest.split(".")):
            found = (found or {}).get(part)
        return None if found is None else str(found)

    def _exists(self, resource: Resource) -> bool:
        condition = resource.stack.template["Resources"][resource.id].get("Condition")
        if condition is None:
            return True
        try:
            return Intrinsics(self, resource.stack, resource.place).condition(condition)
        except UnresolvableError as error:
            if not self._suppose:
                raise
            self.supposed.append(str(error))
            return True

    @cached_property
    def _exports(self) -> dict[tuple[str, str, str], tuple[Stack, Any]]:
        return {
            (stack.account, stack.region, self.resolve(stack, output["Export"]["Name"], stack.name)): (
                stack,
                output["Value"],
            )
            for stack in self.stacks
            for output in stack.template.get("Outputs", {}).values()
            if "Export" in output
        }

    @cached_property
    def _parameters(self) -> dict[tuple[str, str, str], Resource]:
        return {
            (found.stack.account, found.stack.region, self.attribute(found, "")): found
            for found in self.of("AWS::SSM::Parameter")
        }


def _resources(stack: Stack) -> Iterator[tuple[str, Resource]]:
    for logical_id, body in stack.template.get("Resources", {}).items():
        properties = body.get("Properties", {})
        yield logical_id, Resource(stack=stack, id=logical_id, type=body["Type"], properties=properties)
