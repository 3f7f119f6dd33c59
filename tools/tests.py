"""All tests, in two halves side by side: those that deploy wait for the local AWS half of the time.

`python -m tools.tests` is what `make test` runs. Another core does the rest meanwhile, so that both take as long as the
longer one. Plain `pytest` runs the same tests one after another.
"""

import subprocess
import sys
import tempfile
from typing import IO

from tools import setup

DEPLOYING = "local_aws and not nightly"
OTHERS = "not local_aws and not nightly"


def main() -> int:
    """Run both halves; 0 when both are green, else the code of one that is not. What deploys is printed last."""
    if setup.main([]) != 0:  # once, before two sessions do the same
        return 1
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        deploying = _start(DEPLOYING, output)
        try:
            others = _start(OTHERS, None).wait()
            print("==> The tests that deploy to the local AWS", flush=True)
            code = deploying.wait()
        except KeyboardInterrupt:
            deploying.terminate()
            deploying.wait()
            print("Interrupted.", file=sys.stderr)
            return 130
        output.seek(0)
        sys.stdout.writelines(output)
    return others or code


def _start(marked: str, output: IO[str] | None) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "pytest", "-m", marked], stdout=output, text=True)


if __name__ == "__main__":
    sys.exit(main())
