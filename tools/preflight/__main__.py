"""`make preflight`: everything that would stop a deployment of one environment, or leave people outside, in one list.

    python -m tools.preflight config/minimal.yaml [--environment NAME]

Reads only. Exit code 0: nothing stops a deployment. 1: something does. 2: the organisation's file is wrong.
"""

import argparse
import sys
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import ConfigurationError, Environment, Organisation, load_organisation
from tools.bootstrap import environment_of
from tools.bootstrap_checks import BootstrapError, refuse_another_place, refuse_placeholders
from tools.preflight import account, delivery, network, people
from tools.preflight.checked import Context, Finding, Level, run
from tools.preflight.planned import planned
from tools.synthesis import SynthesisError

CHECKS = (*account.CHECKS, *network.CHECKS, *people.CHECKS, *delivery.CHECKS)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make preflight", description="What stands in the way of a deployment.")
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--environment", help="the environment; without it the one of your account")
    parser.add_argument("--placeholders", action="store_true", help="look for placeholder accounts only")
    options = parser.parse_args(arguments)
    try:
        organisation = load_organisation(options.config)
        if options.placeholders:
            endpoint = boto3.client("sts", region_name=organisation.hub.region or "us-east-1").meta.endpoint_url
            refuse_placeholders(organisation, endpoint=endpoint)
            return 0
        context = _context(options.config, organisation, options.environment)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (BootstrapError, BotoCoreError, ClientError, SynthesisError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _report(context)


def _context(config: Path, organisation: Organisation, name: str | None) -> Context:
    """The environment with the caller's credentials.

    Raises:
        BootstrapError: the file has placeholders, or the credentials are of another account or region.
        SynthesisError: the environment's templates cannot be written.
    """
    session = boto3.Session()
    region = session.region_name or organisation.hub.region
    if region is None:
        raise BootstrapError("No region. Set AWS_REGION, or `region` in your AWS profile.")
    sts = session.client("sts", region_name=region)
    refuse_placeholders(organisation, endpoint=sts.meta.endpoint_url)
    caller = sts.get_caller_identity()["Account"]
    environment = _named(organisation, name) if name else environment_of(organisation, account=caller)
    refuse_another_place(environment, account=caller, region=region)
    return Context(
        organisation=organisation,
        environment=environment,
        client=lambda service: session.client(service, region_name=region),
        account=caller,
        region=region,
        planned=planned(config, environment.name),
    )


def _named(organisation: Organisation, name: str) -> Environment:
    found = [environment for environment in organisation.environments if environment.name == name]
    if not found:
        names = ", ".join(environment.name for environment in organisation.environments)
        raise BootstrapError(f"No environment {name} in {organisation.name}. It has {names}.")
    return found[0]


def _report(context: Context) -> int:
    print(f"{context.environment.name}: account {context.account}, {context.region}", flush=True)
    levels = []
    for finding in run(CHECKS, context):
        levels.append(finding.level)
        print(_line(finding), flush=True)
    stops, looks = levels.count(Level.STOP), levels.count(Level.LOOK)
    print(f"{stops} in the way, {looks} to look at, {levels.count(Level.FINE)} fine.")
    return 1 if stops else 0


def _line(finding: Finding) -> str:
    fix = f"\n          -> {finding.fix}" if finding.fix else ""
    return f"  {finding.level:<5} {finding.subject}: {finding.found}{fix}"


if __name__ == "__main__":
    sys.exit(main())
