"""The commands: `python -m mlplatform.compliance check PATH…` and `… gate cdk.out`."""

import argparse
import sys
from pathlib import Path

from .check import check
from .gate import gate
from .ids import NAG_PACKS
from .register import register
from .rules.closed import closed_services


def main(arguments: list[str] | None = None) -> int:
    """0 when there is nothing to change, 1 with findings, 2 when there is nothing to judge."""
    options = _parser().parse_args(arguments)
    return _check(options) if options.command == "check" else _gate(options)


def _check(options: argparse.Namespace) -> int:
    outcome = check(options.paths, options.keep)
    print(outcome.as_json() if options.json else outcome.as_text())
    for reason in outcome.refused:
        print(f"not a template: {reason}", file=sys.stderr)
    return outcome.exit_code


def _gate(options: argparse.Namespace) -> int:
    if not (options.assembly / "manifest.json").is_file():
        print(f"{options.assembly} holds no cloud assembly. Run `cdk synth` first.", file=sys.stderr)
        return 2
    problems = gate(options.assembly, packs=options.pack)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems in {options.assembly}." if problems else f"{options.assembly}: no problem.")
    if options.write_register:
        options.write_register.write_text(register(options.assembly), encoding="utf-8")
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mlplatform.compliance")
    commands = parser.add_subparsers(required=True, dest="command")
    command = commands.add_parser("check", help="judge templates that somebody hands in")
    command.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="a template, or a folder with templates")
    command.add_argument("--json", action="store_true", help="print the findings as a list of objects")
    command.add_argument(
        "--keep", action="append", default=[], choices=closed_services(), help="a closed service that is kept"
    )
    command = commands.add_parser("gate", help="judge what a synth left in a folder")
    command.add_argument("assembly", type=Path, help="the folder, such as cdk.out")
    command.add_argument("--pack", action="append", default=[], choices=NAG_PACKS, help="a pack that must have run")
    command.add_argument("--write-register", type=Path, metavar="FILE", help="write the register of acknowledgements")
    return parser


if __name__ == "__main__":
    sys.exit(main())
