"""The security dossier: what a cloud assembly would deploy, and what it changes, on one page for a reviewer.

It reads cloud assemblies and nothing else: no AWS, no network, no CDK. `read` opens an assembly, `build` makes the
dossier of one, or of one and a baseline; `page` renders it. What could not be read stands in the dossier's notes.
"""

from mlplatform.dossier.assembly import Assembly, NoAssemblyError, read
from mlplatform.dossier.document import Dossier

__all__ = ["Assembly", "Dossier", "NoAssemblyError", "read"]
