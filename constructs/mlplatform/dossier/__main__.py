"""`python -m mlplatform.dossier ASSEMBLY [--baseline OTHER] [--html FILE] [--json FILE]`."""

import sys

from mlplatform.dossier.command import main

if __name__ == "__main__":
    sys.exit(main())
