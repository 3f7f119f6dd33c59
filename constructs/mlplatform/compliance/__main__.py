"""The command: `python -m mlplatform.compliance gate cdk.out [--pack NAME] [--write-register FILE]`."""

import argparse
import sys
from pathlib import Path

from .gate import gate
from .ids import NAG_PACKS
from .register import register


def main(arguments: list[str] | None = None) -> int:
    """Judge an assembly: 0 when it may be deployed, 1 when not, 2 when there is none."""
    options = _parser().parse_args(arguments)
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
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("gate", help="judge what a synth left in a folder")
    command.add_argument("assembly", type=Path, help="the folder, such as cdk.out")
    command.add_argument("--pack", action="append", default=[], choices=NAG_PACKS, help="a pack that must have run")
    command.add_argument("--write-register", type=Path, metavar="FILE", help="write the register of acknowledgements")
    return parser


if __name__ == "__main__":
    sys.exit(main())
