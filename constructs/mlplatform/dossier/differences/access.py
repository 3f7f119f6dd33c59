"""Permissions gained and lost by each role, as evaluated capabilities; trust."""

from collections.abc import Iterator

from mlplatform.access import Evaluator
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.differences.permissions import permission_changes
from mlplatform.dossier.differences.sides import aliases, side
from mlplatform.dossier.differences.trust import trust_changes
from mlplatform.dossier.document import Change
from mlplatform.dossier.shapes import names_of_roles


def access_changes(before: Assembly, after: Assembly, evaluator: Evaluator | None) -> Iterator[Change]:
    """Changes of kinds `permission-gained`, `permission-lost`, `trust`."""
    old, new = side(before, aliases(before, after)), side(after, {})
    yield from trust_changes(old, new)
    yield from permission_changes(old, new, names_of_roles(after), evaluator)
