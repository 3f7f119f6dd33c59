"""`python -m mlplatform.settings check FILE` and `python -m mlplatform.settings schema`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .loader import load_organisation
from .mistakes import ConfigurationError
from .schema import schema_text
from .summary import summary

WRONG = 2
"""The exit code of a configuration with mistakes; the same that argparse gives a wrong command line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m mlplatform.settings", description="An organisation's settings.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="validate an organisation's file and print what it describes")
    check.add_argument("file", type=Path, help="the YAML file, for example config/minimal.yaml")
    commands.add_parser("schema", help="print the JSON schema of the file (config/schema.json)")
    options = parser.parse_args(arguments)
    if options.command == "schema":
        sys.stdout.write(schema_text())
        return 0
    try:
        print(summary(load_organisation(options.file)))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return WRONG
    return 0


if __name__ == "__main__":
    sys.exit(main())
