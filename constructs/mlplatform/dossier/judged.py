"""Our rules on the templates of an assembly: what they found, and which resources each of them is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlplatform.compliance.evaluation import Violation, evaluate
from mlplatform.compliance.report import REPORT, Report, read_report
from mlplatform.compliance.rules.model import Resource, Template
from mlplatform.compliance.rules.started import started_by
from mlplatform.compliance.templates import read_templates
from mlplatform.dossier.artifacts import Artifact, artifacts
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Note


def report_of(assembly: Assembly) -> Report | None:
    """The validation report; None where there is none, and with a note where it cannot be read."""
    if not (assembly.folder / REPORT).is_file():
        return None
    try:
        return read_report(assembly.folder)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        note = Note(about=REPORT, text=f"The report cannot be read, so no exception is shown: {error!r}.")
        if note not in assembly.notes:
            assembly.notes.append(note)
        return None


@dataclass(frozen=True)
class Judged:
    """The templates of an assembly under our rules, by the names of their files."""

    stacks: Sequence[Artifact]
    bodies: Mapping[str, Any]
    nested: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, assembly: Assembly) -> "Judged":
        stacks = artifacts(assembly)
        bodies, nested = read_templates(stack.template for stack in stacks).named(lambda path: path.name)
        return cls(stacks, bodies, frozenset(nested))

    def violations(self, services_kept: Sequence[str]) -> list[Violation]:
        return evaluate(self.bodies, services_kept, self.nested)

    def place(self, template: str, logical_id: str) -> str:
        """Place of a resource; of a template that is nested in a stack, its file stands for the stack."""
        stack = self._stacks.get(template)
        return stack.place(logical_id) if stack else f"{template}/{logical_id}"

    def at(self, path: str) -> str:
        """Place of the resource at a construct path; the path itself where no stack has it."""
        return self._places.get(path, path)

    def resources(self, types: Sequence[str]) -> tuple[Resource, ...]:
        """Resources of these types, and the requests of definitions that are judged as such."""
        return tuple(resource for type_ in types for resource in self._by_type.get(type_, ()))

    @cached_property
    def every(self) -> tuple[Resource, ...]:
        templates = [Template(name, body) for name, body in self.bodies.items() if isinstance(body, dict)]
        plain = (resource for template in templates for resource in template.resources.values())
        started = (resource for template in templates for resource in started_by(template)[0])
        return (*plain, *started)

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.every:
            found[resource.type].append(resource)
        return found

    @cached_property
    def _stacks(self) -> dict[str, Artifact]:
        return {stack.template.name: stack for stack in self.stacks}

    @cached_property
    def _places(self) -> dict[str, str]:
        return {path: stack.place(id_) for stack in self.stacks for id_, path in stack.paths.items()}
