"""Stores of data and keys: encryption, retention, deletion, who uses a key."""

from collections.abc import Iterator

from mlplatform.dossier.document import Change, Environment


def store_changes(environment: str, before: Environment, after: Environment) -> Iterator[Change]:
    """Changes of kinds `store` and `key`."""
    yield from ()
