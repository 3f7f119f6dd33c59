"""What is accepted: acknowledgements, closed services that are kept."""

from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Acknowledgement


def exceptions(assembly: Assembly) -> tuple[Acknowledgement, ...]:
    """Every exception, with its reason and decision record."""
    return ()
