"""Stores of data and the keys that encrypt them."""

from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Key, Store


def stores(assembly: Assembly, place: Place) -> tuple[Store, ...]:
    """Everything in an environment that holds data."""
    return ()


def keys(assembly: Assembly, place: Place) -> tuple[Key, ...]:
    """The KMS keys of an environment, who administers and who uses them."""
    return ()
