"""An assembly as the dossier reads it: the estate, its environments, and notes on what could not be read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from mlplatform.access import Estate, UnresolvableError
from mlplatform.access.assembly import Stack
from mlplatform.access.estate import Resource
from mlplatform.dossier.document import Note

Found = TypeVar("Found")


class NoAssemblyError(ValueError):
    """There is no cloud assembly to read; the message says what was found and what to do."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One environment of an assembly: stacks of the same account and region that belong together."""

    name: str
    organisation: str
    account: str
    region: str
    kinds: tuple[str, ...]
    stacks: tuple[Stack, ...]

    @property
    def prefix(self) -> str:
        """What names of its stacks and roles start with; empty in another app."""
        return f"{self.organisation}-{self.name}-" if self.organisation else ""


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """A cloud assembly, opened. `notes` grows while sections are read: nothing is left out in silence."""

    folder: Path
    estate: Estate
    notes: list[Note] = field(default_factory=list)

    def attempt(self, about: str, read: Callable[[], Found], otherwise: Found) -> Found:
        """What a section reads; where it cannot be resolved, a note says so and the rest goes on."""
        try:
            return read()
        except UnresolvableError as error:
            self.notes.append(Note(about=about, text=str(error)))
            return otherwise

    @cached_property
    def platform(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        """Account, region and environment to the contract's `platform`; none in another app."""
        return dict(self._platforms())

    def _platforms(self) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
        for resource in self.estate.of("AWS::SSM::Parameter"):
            name = self.attempt(resource.place, partial(self._text, resource, "Name"), "")
            parts = name.split("/")
            if parts[:3] == ["", "aplatform", "v1"] and parts[4:] == ["platform"]:
                value = self.attempt(resource.place, partial(self._text, resource, "Value"), "{}")
                yield (resource.stack.account, resource.stack.region, parts[3]), json.loads(value)

    def _text(self, resource: Resource, name: str) -> str:
        return str(self.estate.property_of(resource, name, ""))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The environments in the order of the hub first; in another app, one for each account and region."""
        known = [self._known(key, found) for key, found in sorted(self.platform.items())]
        taken = {id(stack) for place in known for stack in place.stacks}
        others: dict[tuple[str, str], list[Stack]] = {}
        for stack in self.estate.stacks:
            if id(stack) not in taken:
                others.setdefault((stack.account, stack.region), []).append(stack)
        unknown = [
            Place(
                name=f"{account} {region}",
                organisation="",
                account=account,
                region=region,
                kinds=(),
                stacks=tuple(stacks),
            )
            for (account, region), stacks in sorted(others.items())
        ]
        return (*sorted(known, key=lambda place: ("hub" not in place.kinds, place.name)), *unknown)

    def _known(self, key: tuple[str, str, str], platform: dict[str, Any]) -> Place:
        account, region, name = key
        organisation = str(platform["organisation"])
        prefix = f"{organisation}-{name}-"
        stacks = [s for s in self.estate.stacks if (s.account, s.region) == (account, region)]
        return Place(
            name=name,
            organisation=organisation,
            account=account,
            region=region,
            kinds=tuple(platform["kinds"]),
            stacks=tuple(stack for stack in stacks if stack.name.startswith(prefix)),
        )


def read(folder: Path) -> Assembly:
    """A cloud assembly.

    Raises:
        NoAssemblyError: The folder holds none, or one with a file that cannot be read.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise NoAssemblyError(f"{folder} holds no cloud assembly: there is no manifest.json. Run `make synth` first.")
    for path in (manifest, *sorted(folder.glob("*.template.json"))):
        _check(path)
    try:
        estate = Estate.read(folder, suppose=True)
        estate.resources  # noqa: B018 - so that every condition has been looked at
        notes = [Note(about="conditions", text=f"{text} It is read as if it were there.") for text in estate.supposed]
        return Assembly(folder=folder, estate=estate, notes=notes)
    except FileNotFoundError as error:
        raise NoAssemblyError(f"{folder} lacks {error.filename}. Synthesize it again.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"{folder} is no cloud assembly as the CDK writes it: {type(error).__name__} {error}"
        raise NoAssemblyError(f"{what}. Synthesize it again.") from error


def _check(path: Path) -> None:
    """A file of the assembly is a JSON object, and its resources are objects with a type."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoAssemblyError(f"{path} is no JSON ({error}). Synthesize it again.") from error
    resources = found.get("Resources", {}) if isinstance(found, dict) else None
    bodies = resources.values() if isinstance(resources, dict) else [None]
    if not all(isinstance(body, dict) and isinstance(body.get("Type"), str) for body in bodies):
        raise NoAssemblyError(f"{path} is no JSON object whose resources have a type. Synthesize it again.")
