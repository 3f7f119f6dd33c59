"""Permissions gained and lost by each role, as evaluated capabilities; trust."""

from collections.abc import Iterator

from mlplatform.access import Evaluator
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Change


def access_changes(before: Assembly, after: Assembly, evaluator: Evaluator | None) -> Iterator[Change]:
    """Changes of kinds `permission-gained`, `permission-lost`, `trust`."""
    yield from ()
