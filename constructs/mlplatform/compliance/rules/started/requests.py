"""Every request that the definitions in a template make."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mlplatform.compliance.rules.model import Resource, Template
from mlplatform.compliance.rules.unreadable import UnreadableError

from .machines import MACHINE, machine_requests
from .pipelines import PIPELINE, pipeline_requests
from .schedules import SCHEDULE, schedule_requests

_READERS: dict[str, Callable[[Resource], Iterator[Resource]]] = {
    PIPELINE: pipeline_requests,
    MACHINE: machine_requests,
    SCHEDULE: schedule_requests,
}


@dataclass(frozen=True)
class Unread:
    """A definition, or a step of it, that nobody can read before the deployment."""

    resource: str
    what: str
    path: str


def started_by(template: Template) -> tuple[tuple[Resource, ...], tuple[Unread, ...]]:
    """The requests, and what could not be read."""
    found: list[Resource] = []
    unread: list[Unread] = []
    for type_, read in _READERS.items():
        for resource in template.of_type(type_):
            try:
                found.extend(read(resource))
            except UnreadableError as error:
                unread.append(Unread(resource.id, str(error), error.path))
    return tuple(found), tuple(unread)
