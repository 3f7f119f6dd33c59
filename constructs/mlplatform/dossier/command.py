"""The command: what it takes, writes and ends with."""

import argparse
import json
import sys
from pathlib import Path

from mlplatform.access import EvaluationError, Evaluator
from mlplatform.dossier.assembly import Assembly, NoAssemblyError, read
from mlplatform.dossier.build import build
from mlplatform.dossier.document import Dossier
from mlplatform.dossier.page import render
from mlplatform.dossier.summary import as_markdown
from mlplatform.settings import ConfigurationError, load_organisation
from mlplatform.settings.compliance import REVIEWED

CHECKOUT = Path(__file__).resolve().parents[3]


def main(arguments: list[str] | None = None) -> int:
    """0: nothing to look at; 1: changes that need a reviewer, or a gate that failed; 2: wrong input."""
    asked = _parser().parse_args(arguments)
    try:
        reviewed = _reviewed(asked.config)
        _say(asked, f"Reading {asked.assembly}")
        assembly, baseline = read(asked.assembly), read(asked.baseline) if asked.baseline else None
        dossier = _built(asked, assembly, baseline, reviewed)
        _write(asked, dossier)
    except (NoAssemblyError, ConfigurationError, EvaluationError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Cannot write {error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    print(_told(dossier))
    return _code(dossier)


def _reviewed(config: Path | None) -> tuple[str, ...]:
    if config is None:
        return REVIEWED
    return tuple(load_organisation(config).compliance.reviewed_changes)


def _built(
    asked: argparse.Namespace, assembly: Assembly, baseline: Assembly | None, reviewed: tuple[str, ...]
) -> Dossier:
    evaluator = Evaluator.found(CHECKOUT)
    _say(
        asked, "Evaluating who may do what" if evaluator else "The evaluator is not installed: access is not evaluated"
    )
    return build(assembly, evaluator=evaluator, baseline=baseline, reviewed=reviewed)


def _write(asked: argparse.Namespace, dossier: Dossier) -> None:
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(dossier.as_json(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _say(asked, f"Written {asked.json}")
    if asked.html:
        asked.html.parent.mkdir(parents=True, exist_ok=True)
        asked.html.write_text(render(dossier), encoding="utf-8")
        _say(asked, f"Written {asked.html}")
    if asked.summary:
        asked.summary.parent.mkdir(parents=True, exist_ok=True)
        asked.summary.write_text(as_markdown(dossier), encoding="utf-8")
        _say(asked, f"Written {asked.summary}")


def _told(dossier: Dossier) -> str:
    said = [dossier.glance.summary]
    if dossier.difference:
        said.append(dossier.difference.summary)
    return "\n".join(said)


def _code(dossier: Dossier) -> int:
    changed = dossier.difference is not None and dossier.difference.to_review > 0
    return 1 if changed or dossier.glance.gate == "failed" else 0


def _say(asked: argparse.Namespace, text: str) -> None:
    if not asked.quiet:
        print(f"==> {text}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mlplatform.dossier", description=__doc__)
    parser.add_argument("assembly", type=Path, help="the folder of a cloud assembly, such as cdk.out")
    parser.add_argument("--baseline", type=Path, metavar="OTHER", help="the assembly that it is compared with")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the organisation's file, which says what is reviewed"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the same as JSON (docs/dossier.schema.json)")
    parser.add_argument(
        "--summary", type=Path, metavar="FILE", help="write the first part as Markdown, for a pull request"
    )
    parser.add_argument("--quiet", action="store_true", help="do not say what is being done")
    return parser
