"""`make diff`, after `cdk diff`: is what stands in AWS what the lock file holds?

    python -m tools.deployed config/minimal.yaml [--environment NAME]

Reads only. `cdk diff` compares templates with templates; this finds what was deployed from elsewhere, deleted past
CloudFormation, or never locked. Exit code 0: nothing is in the way. 1: something is. 2: the organisation's file or its
lock is wrong.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.lock import Lock, lock_path, read_lock
from mlplatform.settings import ConfigurationError, Environment, Names, Organisation, load_organisation
from tools.bootstrap_checks import BootstrapError, refuse_placeholders
from tools.deployed import wording
from tools.deployed.comparison import Comparison
from tools.deployed.existence import PROBES, State, state
from tools.deployed.reach import Caller, Client, OutOfReachError
from tools.deployed.stacks import deployed_stacks
from tools.deployed.strangers import strangers
from tools.preflight.checked import Finding, Level, fine, look


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of AWS. `only`: the one environment that was named."""

    config: Path
    organisation: Organisation
    locked: Lock
    caller: Caller
    only: str | None

    @property
    def environments(self) -> list[Environment]:
        return [e for e in self.organisation.environments if self.only in (None, e.name)]

    @property
    def places(self) -> Mapping[str, str]:
        return {e.name: self.caller.account_of(e) for e in self.organisation.environments}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        question = _question(options.config, options.environment)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (BootstrapError, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"Not compared with what is deployed. {error}\n")
        return 1
    return _report(question)


def _question(config: Path, only: str | None) -> Question:
    """Who asks, and about what.

    Raises:
        BootstrapError: the file has placeholder accounts, or no such environment, or there is no region.
    """
    organisation = load_organisation(config)
    locked = read_lock(config, organisation=organisation.name)
    session = boto3.Session()
    region = organisation.hub.region or session.region_name
    if region is None:
        raise BootstrapError("No region. Set AWS_REGION, or `region` in your AWS profile.")
    refuse_placeholders(organisation, endpoint=session.client("sts", region_name=region).meta.endpoint_url)
    names = [environment.name for environment in organisation.environments]
    if only and only not in names:
        raise BootstrapError(f"No environment {only} in {config}. It has {', '.join(names)}.")
    return Question(
        config=config,
        organisation=organisation,
        locked=locked or Lock(format=1, organisation=organisation.name, create_only={}, environments={}),
        caller=Caller.of(session, region=region),
        only=only,
    )


def _report(question: Question) -> int:
    print(f"What is deployed, against {lock_path(question.config)}:", flush=True)
    levels, left_out = [], []
    for environment in question.environments:
        try:
            client = question.caller.reach(environment)
            for finding in _compared(question, environment, client):
                levels.append(finding.level)
                print(_line(finding), flush=True)
        except (OutOfReachError, BotoCoreError, ClientError) as error:
            left_out.append(environment.name)
            print(_line(_not_compared(question, environment, error)), flush=True)
    stops, looks = levels.count(Level.STOP), levels.count(Level.LOOK) + len(left_out)
    print(f"{stops} in the way, {looks} to look at. {_covered(question, left_out)}")
    return 1 if stops else 0


def _compared(question: Question, environment: Environment, client: Client) -> Iterator[Finding]:
    organisation, account = question.organisation.name, question.caller.account_of(environment)
    names = Names(organisation=organisation, environment=environment.name)
    releases = {names.release(project.name) for project in question.organisation.projects}
    stacks = list(deployed_stacks(client("cloudformation"), but=releases))
    yield from strangers(
        stacks, organisation=organisation, environment=environment.name, account=account, places=question.places
    )
    origin = (organisation, environment.name)
    own = [stack for stack in stacks if stack.is_of(*origin) and stack.origin in (None, origin)]
    for stack in own:
        if not stack.is_resting:
            yield look(stack.name, f"is {stack.status}: seen in the middle of a change", "Wait, and compare again.")
    comparison = Comparison(
        config=str(question.config),
        environment=environment.name,
        locked=question.locked,
        stacks={stack.name: stack for stack in own},
    )
    yield from comparison.findings()
    if own:
        yield from _existence(comparison, client)


def _existence(comparison: Comparison, client: Client) -> Iterator[Finding]:
    """What stands in AWS of what CloudFormation believes in; what was not looked up is said."""
    there, unknown = 0, [f"{comparison.passing} profiles and private spaces"] if comparison.passing else []
    for place, held, physical in comparison.resources():
        if held.type not in PROBES:
            unknown.append(f"{place} ({held.type})")
            continue
        try:
            found = state(client, held.type, physical)
        except (BotoCoreError, ClientError) as error:
            unknown.append(f"{place} ({error})")
            continue
        if found is State.THERE:
            there += 1
        else:
            yield (wording.gone if found is State.GONE else wording.going)(place, held, physical)
    not_looked_up = f"; not looked up one by one: {', '.join(unknown)}" if unknown else ""
    yield fine(comparison.environment, f"{there} resources were asked for and are there{not_looked_up}")


def _not_compared(question: Question, environment: Environment, error: Exception) -> Finding:
    account = question.caller.account_of(environment)
    return look(
        environment.name,
        f"NOT COMPARED, account {account}: {error}",
        f"Use credentials of account {account}, or of the hub where that account was bootstrapped: "
        f"make diff ENV={environment.name}",
    )


def _covered(question: Question, left_out: list[str]) -> str:
    compared = [e.name for e in question.environments if e.name not in left_out]
    others = [e.name for e in question.organisation.environments if e not in question.environments]
    parts = [f"Compared: {', '.join(compared) or 'nothing'}."]
    parts += [f"NOT compared, out of reach: {', '.join(left_out)}."] if left_out else []
    parts += [f"Not asked for: {', '.join(others)}."] if others else []
    return " ".join(parts)


def _line(finding: Finding) -> str:
    fix = f"\n          -> {finding.fix}" if finding.fix else ""
    return f"  {finding.level:<5} {finding.subject}: {finding.found}{fix}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make diff", description="What is deployed, against the lock file.")
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--environment", help="one environment; without it all of them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
