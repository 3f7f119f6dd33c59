"""Prepares an account: the deployer boundary first, then `cdk bootstrap` inside it.

    python -m tools.bootstrap config/minimal.yaml [--force]

Works with the caller's credentials, which must be allowed to create IAM policies and roles. Changes nothing in an
account or region that is not the file's, and nobody else's bootstrap unless forced to.
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

from mlplatform.settings import ConfigurationError, Organisation, load_organisation
from tools.bootstrap_checks import BootstrapError, find_stack, refuse_another_place, refuse_another_toolkit
from tools.cdk import Cdk, CdkError

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "bootstrap" / "deployer-boundary.yaml"
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


def bootstrap(account: Account, organisation: Organisation, *, force: bool = False, quiet: bool = False) -> None:
    """Make or update the deployer boundary, then bootstrap the account's region with it.

    Raises:
        BootstrapError: the organisation's file names another place, or (unless forced) a bootstrap of other parameters
            is there. Then nothing was changed.
    """
    refuse_another_place(organisation.environments[0], account=account.id, region=account.region)
    boundary = f"{organisation.name}-deployer-boundary"
    if not force:
        policy_arn = f"arn:{account.partition}:iam::{account.id}:policy/{boundary}"
        wanted = {"InputPermissionsBoundary": boundary, "CloudFormationExecutionPolicies": policy_arn}
        refuse_another_toolkit(account.client("cloudformation"), wanted)
    policy_arn = deploy_boundary(account, organisation.name)
    cdk = Cdk(assembly=ROOT / "cdk.out", environment=account.variables, quiet=quiet)
    cdk.bootstrap(account=account.id, region=account.region, policy_arn=policy_arn, boundary=boundary)


def deploy_boundary(account: Account, organisation: str) -> str:
    """The ARN of the organisation's deployer boundary, made or brought up to date."""
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
    return next(str(output["OutputValue"]) for output in outputs if output["OutputKey"] == "PolicyArn")


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
    parser.add_argument("--force", action="store_true", help="change a bootstrap that was made otherwise")
    options = parser.parse_args(arguments)
    session = boto3.Session()
    if session.region_name is None:
        sys.stderr.write("No region. Set AWS_REGION, or `region` in your AWS profile.\n")
        return 1
    account = Account(client=session.client, region=session.region_name)
    try:
        organisation = load_organisation(options.config)
        bootstrap(account, organisation, force=options.force)
    except (BootstrapError, BotoCoreError, ClientError, CdkError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, ConfigurationError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
