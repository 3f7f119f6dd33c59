"""Prepares an account: the deployer boundary first, then `cdk bootstrap` inside it.

    python -m tools.bootstrap config/minimal.yaml

Works with the caller's credentials, which must be allowed to create IAM policies and roles.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import ConfigurationError, load_organisation
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

    @property
    def id(self) -> str:
        return str(self.client("sts").get_caller_identity()["Account"])


def bootstrap(account: Account, organisation: str, *, quiet: bool = False) -> None:
    """Make or update the deployer boundary, then bootstrap the account's region with it."""
    policy_arn = deploy_boundary(account, organisation)
    cdk = Cdk(assembly=ROOT / "cdk.out", environment=account.variables, quiet=quiet)
    cdk.bootstrap(
        account=account.id,
        region=account.region,
        policy_arn=policy_arn,
        boundary=policy_arn.rsplit("/", 1)[-1],
    )


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
    if _exists(cloudformation, stack):
        _update(cloudformation, request)
    else:
        cloudformation.create_stack(**request)
        cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 2})
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return next(str(output["OutputValue"]) for output in outputs if output["OutputKey"] == "PolicyArn")


def _exists(cloudformation: Any, stack: str) -> bool:
    try:
        cloudformation.describe_stacks(StackName=stack)
    except ClientError as error:
        if "does not exist" in str(error):
            return False
        raise
    return True


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
    options = parser.parse_args(arguments)
    session = boto3.Session()
    if session.region_name is None:
        sys.stderr.write("No region. Set AWS_REGION, or `region` in your AWS profile.\n")
        return 1
    account = Account(client=session.client, region=session.region_name)
    try:
        organisation = load_organisation(options.config)
        bootstrap(account, organisation.name)
    except (BotoCoreError, ClientError, CdkError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, ConfigurationError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
