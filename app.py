"""Entry point of the CDK: settings -> environments -> gates -> synth."""

import sys
from pathlib import Path

from aws_cdk import App

from mlplatform.compliance import attach
from mlplatform.settings import ConfigurationError, Organisation, load_organisation
from stacks.deployment import Deployment
from stacks.environment import build_environment

ROOT = Path(__file__).parent
DEFAULT_CONFIG = "config/minimal.yaml"


def main() -> int:
    """Synthesize the organisation that `-c config=FILE` names. 0: done; 2: the file is wrong."""
    app = App()
    try:
        organisation = load_organisation(_config(app.node.try_get_context("config") or DEFAULT_CONFIG))
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    build(app, organisation)
    app.synth()
    return 0


def build(app: App, organisation: Organisation) -> None:
    """All environments of an organisation, with the gates attached first so that they see every construct."""
    attach(app, packs=organisation.compliance.packs, services_kept=organisation.compliance.services_kept)
    for environment in organisation.environments:
        build_environment(app, Deployment(organisation=organisation, environment=environment))


def _config(named: str) -> Path:
    """The file as the caller sees it, else as the project's root sees it."""
    return Path(named) if Path(named).exists() else ROOT / named


if __name__ == "__main__":
    sys.exit(main())
