"""`python -m localaws start|stop|env`."""

import sys

from localaws.cli import main

if __name__ == "__main__":
    sys.exit(main())
