"""Resources: what would be replaced or removed, who comes and goes, and everything that no other section speaks of."""

from collections.abc import Iterator

from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Change


def resource_changes(before: Assembly, after: Assembly) -> Iterator[Change]:
    """Changes of kinds `replaced`, `deleted`, `user`, `resource`."""
    yield from ()
