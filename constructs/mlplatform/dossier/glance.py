"""At a glance: verdict of the gate, coverage, counts, in one paragraph."""

from collections.abc import Sequence

from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Acknowledgement, Control, Environment, Glance


def glance(
    assembly: Assembly,
    environments: Sequence[Environment],
    controls: Sequence[Control],
    exceptions: Sequence[Acknowledgement],
) -> Glance:
    """What a reviewer reads first."""
    return Glance(summary="", gate="not validated")
