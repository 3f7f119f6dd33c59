"""Prepares an account: the deployer boundary and policies first, then `cdk bootstrap` with them.

    python -m tools.bootstrap config/minimal.yaml [--environment NAME] [--force]

Works with the caller's credentials, which must be allowed to create IAM policies and roles. Changes nothing in an
account or region that is not the file's, and nobody else's bootstrap unless forced to. The accounts of the other
environments trust the hub's to deploy, so that one command line can deploy the whole organisation.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import ConfigurationError, Environment, Organisation, load_organisation
from tools.bootstrap_checks import (
    BootstrapError,
    find_stack,
    not_one_of_ours,
    refuse_another_place,
    refuse_another_toolkit,
    refuse_placeholders,
)
from tools.cdk import Cdk, CdkError

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "bootstrap" / "deployer-boundary.yaml"
PARTS = ("platform", "workloads")
"""Execution policies beside the boundary, in the order of the template's output."""
NOTHING_TO_UPDATE = "No updates are to be performed"


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account and region, and how to reach it.

    Args:
        client: Makes the boto3 client of a service.
        variables: What the CDK command line needs to reach the same account, on top of this process' environment.
    """

    client: Callable[[str], Any]
    region: str
    variables: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def caller(self) -> dict[str, str]:
        identity: dict[str, str] = self.client("sts").get_caller_identity()
        return identity

    @property
    def id(self) -> str:
        return self.caller["Account"]

    @property
    def partition(self) -> str:
        return self.caller["Arn"].split(":")[1]


def bootstrap(
    account: Account,
    organisation: Organisation,
    environment: Environment | None = None,
    *,
    force: bool = False,
    quiet: bool = False,
) -> None:
    """Make or update the deployer boundary, then bootstrap the account's region with it.

    Raises:
        BootstrapError: the organisation's file names another place, or (unless forced) a bootstrap of other parameters
            is there. Then nothing was changed.
    """
    environment = environment or environment_of(organisation, account=account.id)
    refuse_another_place(environment, account=account.id, region=account.region)
    trusted = _trusted(organisation, environment)
    boundary = f"{organisation.name}-deployer-boundary"
    if not force:
        policies = f"arn:{account.partition}:iam::{account.id}:policy/{organisation.name}-deployer-"
        wanted = {
            "InputPermissionsBoundary": boundary,
            "CloudFormationExecutionPolicies": ",".join(f"{policies}{part}" for part in PARTS),
            "TrustedAccounts": ",".join(trusted),
        }
        earlier = {"CloudFormationExecutionPolicies": f"{policies}boundary"}
        refuse_another_toolkit(account.client("cloudformation"), wanted, earlier=earlier)
    policies = deploy_policies(account, organisation.name)
    cdk = Cdk(assembly=ROOT / "cdk.out", environment=account.variables, quiet=quiet)
    cdk.bootstrap(account=account.id, region=account.region, policies=policies, boundary=boundary, trusted=trusted)


def environment_of(organisation: Organisation, *, account: str) -> Environment:
    """The environment that is in an account; the only one, where there is one.

    Raises:
        BootstrapError: several environments, none of them there.
    """
    if len(organisation.environments) == 1:
        return organisation.environments[0]
    for environment in organisation.environments:
        if environment.account == account:
            return environment
    raise BootstrapError(not_one_of_ours(organisation, account))


def _trusted(organisation: Organisation, environment: Environment) -> tuple[str, ...]:
    """The accounts that may deploy into an environment's, besides itself."""
    hub = organisation.hub.account
    return (hub,) if hub and hub != environment.account else ()


def deploy_policies(account: Account, organisation: str) -> str:
    """Make the organisation's deployer boundary and policies, or bring them up to date; the policies' ARNs."""
    cloudformation = account.client("cloudformation")
    stack = f"{organisation}-deployer-boundary"
    request: dict[str, Any] = {
        "StackName": stack,
        "TemplateBody": TEMPLATE.read_text(),
        "Parameters": [{"ParameterKey": "Organisation", "ParameterValue": organisation}],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    if find_stack(cloudformation, stack):
        _update(cloudformation, request)
    else:
        cloudformation.create_stack(**request)
        cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 2})
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return next(str(output["OutputValue"]) for output in outputs if output["OutputKey"] == "ExecutionPolicies")


def _update(cloudformation: Any, request: dict[str, Any]) -> None:
    try:
        cloudformation.update_stack(**request)
    except ClientError as error:
        if NOTHING_TO_UPDATE in str(error):
            return
        raise
    cloudformation.get_waiter("stack_update_complete").wait(StackName=request["StackName"], WaiterConfig={"Delay": 2})


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Bootstraps the account that your credentials reach.")
    parser.add_argument("config", type=Path, help="the organisation's file")
    parser.add_argument("--environment", help="the environment to bootstrap; without it the one of your account")
    parser.add_argument("--force", action="store_true", help="change a bootstrap that was made otherwise")
    options = parser.parse_args(arguments)
    session = boto3.Session()
    if session.region_name is None:
        sys.stderr.write("No region. Set AWS_REGION, or `region` in your AWS profile.\n")
        return 1
    account = Account(client=session.client, region=session.region_name)
    try:
        organisation = load_organisation(options.config)
        refuse_placeholders(organisation, endpoint=account.client("sts").meta.endpoint_url)
        chosen = [e for e in organisation.environments if e.name == options.environment]
        if options.environment and not chosen:
            names = ", ".join(environment.name for environment in organisation.environments)
            sys.stderr.write(f"No environment {options.environment} in {options.config}. It has {names}.\n")
            return 2
        bootstrap(account, organisation, chosen[0] if chosen else None, force=options.force)
    except (BootstrapError, BotoCoreError, ClientError, CdkError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, ConfigurationError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
