"""Routes, rules of security groups, endpoints and their policies."""

from collections.abc import Iterator

from mlplatform.dossier.document import Change, Environment


def network_changes(environment: str, before: Environment, after: Environment) -> Iterator[Change]:
    """Changes of kinds `internet`, `route`, `rule`, `endpoint`."""
    yield from ()
