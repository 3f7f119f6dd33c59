"""Write the guard-rails as service control policies, for the management account of your AWS Organization.

    make scp ORG=config/energy-retailer.yaml OUT=out

Needs no AWS. What they hold comes from the override policy and the organisation's file; docs/security.md says how to
attach them.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from mlplatform.catalogue import LONGEST_IDLE_SECONDS, app_types, longest_run_seconds, types_of, up_to
from mlplatform.identity.override_policy import Mode
from mlplatform.identity.service_control import MAX_CHARACTERS, Document, compact, service_control_policies
from mlplatform.settings import ConfigurationError, Organisation, load_organisation


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 2 where the organisation's file is wrong."""
    parser = argparse.ArgumentParser(prog="make scp", description=__doc__)
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    asked = parser.parse_args(arguments)
    try:
        organisation = load_organisation(asked.config)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        asked.output.mkdir(parents=True, exist_ok=True)
        for mode, policy in policies_of(organisation).items():
            text, file = compact(policy), asked.output / f"{organisation.name}-{mode}.scp.json"
            file.write_text(f"{text}\n", encoding="utf-8")
            print(f"{file}: {len(text)} of {MAX_CHARACTERS} characters")
    except OSError as error:
        print(f"Cannot write to {asked.output}: {error.strerror}. Name a folder: OUT=…", file=sys.stderr)
        return 2
    return 0


def policies_of(organisation: Organisation) -> Mapping[Mode, Document]:
    """The policies, with what any team of the organisation may use."""
    largest = max((team.largest_size for team in organisation.teams), key=lambda size: len(up_to(size)))
    sizes = up_to(largest)
    return service_control_policies(
        {
            "instances": types_of(sizes),
            "app-instances": app_types(),
            "longest-run": str(longest_run_seconds(sizes)),
            "longest-idle": str(LONGEST_IDLE_SECONDS),
        }
    )


if __name__ == "__main__":
    sys.exit(main())
