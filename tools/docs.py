"""Writes the documents that are generated, or says which of them is stale.

python -m tools.docs             write docs/contract.md, docs/dossier.schema.json, config/schema.json,
                                 docs/acknowledgements.md, and the sizes of templates in docs/performance.md
python -m tools.docs --check     write nothing; exit with 1 and name each file that is stale
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mlplatform.compliance import register
from mlplatform.dossier import Dossier
from mlplatform.settings.schema import schema_text
from tools.bench_report import with_sizes
from tools.bench_templates import stacks_of
from tools.cdk import Cdk, CdkError
from tools.contract_document import contract_text

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config" / "minimal.yaml"


def documents(assembly: Path) -> dict[str, str]:
    """Every generated file by its path, as it should be; acknowledgements and sizes are those of an assembly."""
    measured = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    return {
        "config/schema.json": schema_text(),
        "docs/acknowledgements.md": register(assembly),
        "docs/contract.md": contract_text(),
        "docs/dossier.schema.json": dossier_schema(),
        "docs/performance.md": with_sizes(measured, stacks_of(assembly)),
    }


def dossier_schema() -> str:
    """What the JSON of a dossier holds."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Dossier.model_json_schema()}
    return f"{json.dumps(schema, indent=2, sort_keys=True)}\n"


def stale(root: Path, wanted: Mapping[str, str]) -> list[str]:
    """The files below a folder that are missing or differ from what they should be."""
    return [name for name, text in wanted.items() if not _is(root / name, text)]


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        wanted = _wanted(options.assembly)
    except CdkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    outdated = stale(options.root, wanted)
    if options.check:
        sys.stderr.writelines(f"{name} is stale: run `make docs`.\n" for name in outdated)
        return 1 if outdated else 0
    for name in outdated:
        (options.root / name).parent.mkdir(parents=True, exist_ok=True)
        (options.root / name).write_text(wanted[name], encoding="utf-8")
    sys.stdout.writelines(f"{name}: {'written' if name in outdated else 'current'}\n" for name in wanted)
    return 0


def _wanted(assembly: Path | None) -> dict[str, str]:
    if assembly is not None:
        return documents(assembly)
    with tempfile.TemporaryDirectory() as scratch:
        Cdk(assembly=Path(scratch), environment={}).synth(CONFIG, paths=False)
        return documents(Path(scratch))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make docs", description="The generated documents.")
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    parser.add_argument("--assembly", type=Path, help="a cloud assembly of config/minimal.yaml; default: a new synth")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to write to; default: this one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
