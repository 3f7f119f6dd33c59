"""What a rule is, and what it looks at: resources of a template whose conditions are decided."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from .cfn import as_map, dig, names, references, text

T = TypeVar("T")


@dataclass(frozen=True)
class Template:
    """One template with decided conditions. `assembly` holds every template of the synth by name, this one too.

    `started` are the requests that definitions in the template make, as resources: see the package of that name.
    """

    name: str
    body: Mapping[str, Any]
    assembly: "Assembly" = field(default_factory=lambda: Assembly(), repr=False, compare=False)
    started: "tuple[Resource, ...]" = field(default=(), repr=False, compare=False)

    @cached_property
    def resources(self) -> "dict[str, Resource]":
        found = self.body.get("Resources")
        entries = found.items() if isinstance(found, dict) else ()
        return {key: Resource(key, body, self) for key, body in entries if isinstance(body, dict)}

    @property
    def everything(self) -> "Iterator[Resource]":
        """Resources, and the requests that they make."""
        yield from self.resources.values()
        yield from self.started

    def of_type(self, *types: str) -> "list[Resource]":
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    @cached_property
    def _by_type(self) -> "dict[str, list[Resource]]":
        found: dict[str, list[Resource]] = {}
        for resource in (*self.resources.values(), *self.started):
            found.setdefault(resource.type, []).append(resource)
        return found


class Assembly(dict[str, Template]):
    """Every template of a synth by name. Complete before the first rule asks: what is found once is kept.

    `nested`: template and logical id of each stack resource whose template is among them.
    """

    def __init__(self, nested: "Iterable[tuple[str, str]]" = ()) -> None:
        super().__init__()
        self.nested = frozenset(nested)
        self._found: dict[str, Any] = {}

    def once(self, key: str, find: "Callable[[], T]") -> "T":
        """What is asked of all templates together by many resources, found once."""
        if key not in self._found:
            self._found[key] = find()
        found: T = self._found[key]
        return found

    @cached_property
    def exports(self) -> "dict[str, tuple[Template, Any]]":
        """Template and value of each export, by its name; thousands of users import the same few."""
        found: dict[str, tuple[Template, Any]] = {}
        for template in self.values():
            for output in as_map(template.body.get("Outputs")).values():
                name = text(as_map(as_map(output).get("Export")).get("Name"))
                found.setdefault(name, (template, as_map(output).get("Value")))
        return found


@dataclass(frozen=True)
class Resource:
    """One resource. Its properties may have any shape: an override or an included file has no type checks.

    Of a request that a definition makes, `within` says by which step, and `at` is the property path of its members.
    """

    id: str
    body: Mapping[str, Any]
    template: Template
    within: str = ""
    at: str = ""

    @property
    def type(self) -> str:
        type_ = self.body.get("Type")
        return type_ if isinstance(type_, str) else ""

    @property
    def properties(self) -> Any:
        return self.body.get("Properties") or {}

    def get(self, path: str) -> Any:
        """The value at `A.B.C`, None when absent; an intrinsic function on the way is itself the value."""
        return dig(self.properties, path)

    def points_to(self, path: str, target: "Resource") -> bool:
        """Whether the value at the path refers to the target: by Ref, Fn::GetAtt, Fn::Sub, or by its physical name."""
        value = self.get(path)
        return target.id in references(value) or bool(set(names(value)) & set(target.physical_names))

    @cached_property
    def physical_names(self) -> tuple[str, ...]:
        """Literal values of the properties that name the resource, such as BucketName."""
        noun = self.type.rpartition("::")[2]
        return tuple(name for key in (f"{noun}Name", "Name") for name in names(self.get(key)) if name)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that does not hold. `path` is the property path; empty when the rule's own path says where."""

    what: str
    path: str = ""


Found = str | Fault | Iterable[str | Fault] | None
"""What was found that does not hold; None, or nothing, when the rule holds."""

Check = Callable[[Resource], Found]


@dataclass(frozen=True)
class Rule:
    """One rule: `must` says what has to hold, `fix` how to make it so. No `types` means every resource.

    `path` is the property that a finding is about, where the check does not say it more exactly.
    """

    id: str
    severity: str
    types: tuple[str, ...]
    must: str
    fix: str
    check: Check = field(repr=False)
    path: str = ""

    def found(self, resource: Resource) -> Iterator[Fault]:
        """Each thing about the resource that breaks the rule."""
        for fault in faults(self.check(resource)):
            path = fault.path or self.path
            if resource.within:
                yield Fault(f"{resource.within}: {fault.what}", f"{resource.at}.{path}")
            else:
                yield Fault(fault.what, path)


def faults(*found: Found) -> Iterator[Fault]:
    """What one check found, or several, one by one."""
    for result in found:
        if result is not None:
            entries = (result,) if isinstance(result, str | Fault) else result
            yield from (entry if isinstance(entry, Fault) else Fault(entry) for entry in entries)
