"""Coverage: every row of the control catalogue, what it applies to, and whether it holds."""

from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Control


def controls(assembly: Assembly) -> tuple[Control, ...]:
    """One row for each control; one that applies to no resource is not applicable, not passed."""
    return ()
