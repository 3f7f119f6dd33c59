"""Every resource of an environment, with its snippet of the template."""

from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Item


def inventory(assembly: Assembly, place: Place) -> tuple[Item, ...]:
    """The resources, sorted by their place."""
    return ()
