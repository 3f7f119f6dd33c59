"""Writes which properties of stateful types replace their resource, from the registry schemas that cfn-lint ships.

    python -m tools.create_only            write constructs/mlplatform/lock/create_only.json
    python -m tools.create_only --check    write nothing; exit with 1 when it is stale

cfn-lint stands in the environment of the local AWS only, so a second process reads the schemas there.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from mlplatform.lock.stateful import STATEFUL

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constructs" / "mlplatform" / "lock" / "create_only.json"
PYTHON = ROOT / ".venv-localaws" / "bin" / "python"

_READ = """
import json, sys
from importlib.metadata import version
from localaws.server.registry.schema import load
keywords = ("createOnlyProperties", "conditionalCreateOnlyProperties")
found = {name: [sorted(load(name).get(keyword) or []) for keyword in keywords] for name in sys.argv[1:]}
print(json.dumps({"version": version("cfn-lint"), "types": found}))
"""


def create_only_text() -> str:
    """The file as it should be."""
    done = subprocess.run(
        [str(PYTHON), "-c", _READ, *sorted(STATEFUL)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read = json.loads(done.stdout)
    types = {
        name: {keyword: _paths(pointers) for keyword, pointers in zip(("always", "may"), lists, strict=True)}
        for name, lists in read["types"].items()
    }
    content = {"source": f"CloudFormation registry schemas of cfn-lint {read['version']}", "types": types}
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def _paths(pointers: list[str]) -> list[str]:
    """`/properties/A/B` as `A.B`, without what stands below another one of them."""
    paths = sorted(pointer.removeprefix("/properties/").replace("/", ".") for pointer in pointers)
    return [path for path in paths if not any(path.startswith(f"{other}.") for other in paths)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.create_only", description="Create-only properties.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is stale")
    options = parser.parse_args(arguments)
    try:
        text = create_only_text()
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or error
        sys.stderr.write(f"The schemas cannot be read; `make setup` installs them. {reason}\n")
        return 1
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    if options.check:
        sys.stderr.write(f"{TARGET.relative_to(ROOT)} is stale: run `python -m tools.create_only`.\n")
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
