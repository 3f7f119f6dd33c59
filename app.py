"""Entry point of the CDK: settings -> environments -> gates -> synth."""

import sys
from pathlib import Path

from aws_cdk import App

from mlplatform.compliance import ComplianceError, attach
from mlplatform.lock import hold, read_lock
from mlplatform.settings import ConfigurationError, Organisation, load_organisation
from stacks.organisation import build_organisation, shards_of

ROOT = Path(__file__).parent
DEFAULT_CONFIG = "config/energy-retailer.yaml"
FINDINGS = "ValidationFailed: "
"""How jsii words the library's one error for open findings."""
SAME_BYTES = {"aws:cdk:disable-creation-stack-traces": True}
"""Stack traces name the temporary folder that jsii unpacks the library to: another one in every run."""


def main() -> int:
    """Synthesize the organisation that `-c config=FILE` names.

    0: done. 1: the templates have open findings, which stand in validation-report.json. 2: the organisation's file is
    wrong; everything that is wrong with it is on standard error, and nothing was written.
    """
    app = App(context=SAME_BYTES)
    only = app.node.try_get_context("environment")
    config = _config(app.node.try_get_context("config") or DEFAULT_CONFIG)
    try:
        organisation = load_organisation(config)
        locked = read_lock(config, organisation=organisation.name)
        build(app, organisation, only=only)
    except (ConfigurationError, ComplianceError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    lock = hold(app, organisation, locked=locked, shards=shards_of(organisation, only=only), config=config)
    outcome = synthesize(app)
    sys.stderr.write(lock.note)
    return outcome


def build(app: App, organisation: Organisation, *, only: str | None = None) -> None:
    """The organisation's environments, or the one named, with the gates attached first so that they see everything."""
    attach(app, packs=organisation.compliance.packs, services_kept=organisation.compliance.services_kept)
    names = [environment.name for environment in organisation.environments]
    if only and only not in names:
        raise ComplianceError(
            f"-c environment={only}: {organisation.name} has no such environment. It has {', '.join(names)}."
        )
    build_organisation(app, organisation, only=only)


def synthesize(app: App) -> int:
    """Write the templates and run the gates; the library prints each open finding."""
    try:
        app.synth()
    except RuntimeError as error:
        if not str(error).startswith(FINDINGS):
            raise
        sys.stderr.write(f"{str(error).removeprefix(FINDINGS)}\n")
        return 1
    return 0


def _config(named: str) -> Path:
    """The file as the caller sees it, else as the project's root sees it."""
    return Path(named) if Path(named).exists() else ROOT / named


if __name__ == "__main__":
    sys.exit(main())
