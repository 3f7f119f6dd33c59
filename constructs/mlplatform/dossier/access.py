"""Who can do what in an environment: the matrix of personas and capabilities, roles, and who becomes whom."""

from mlplatform.access import Evaluator
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Access


def access(assembly: Assembly, place: Place, evaluator: Evaluator | None) -> Access | None:
    """Access in an environment; verdicts are "not evaluated" without an evaluator."""
    return None
