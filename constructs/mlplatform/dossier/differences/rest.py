"""Exceptions and controls."""

from collections.abc import Iterator

from mlplatform.dossier.document import Change, Dossier


def rest_changes(before: Dossier, after: Dossier) -> Iterator[Change]:
    """Changes of kinds `exception` and `control`."""
    yield from ()
