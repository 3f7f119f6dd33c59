"""Networks of an environment: where traffic of each subnet can go, with the routes and rules that prove it."""

from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Network


def networks(assembly: Assembly, place: Place) -> tuple[Network, ...]:
    """The VPCs that the stacks of an environment make or use."""
    return ()
