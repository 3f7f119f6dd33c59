"""The whole platform in a local AWS: what the demo shows and the integration tests drive."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3

from localaws.client import LocalAws
from mlplatform.settings import Environment, Names, Organisation, load_organisation
from tools.bootstrap import Account, bootstrap
from tools.cdk import Cdk

DEFAULT_ACCOUNT = "111122223333"
DEFAULT_REGION = "eu-west-1"


@dataclass(frozen=True, kw_only=True)
class LocalPlatform:
    """One organisation's environment in a local AWS.

    Args:
        config: The organisation's file.
        assembly: Folder of the cloud assembly; the caller owns it.
        quiet: Keep what the CDK prints, and show it only when a command fails.
    """

    aws: LocalAws
    config: Path
    assembly: Path
    quiet: bool = True

    @cached_property
    def organisation(self) -> Organisation:
        return load_organisation(self.config)

    @property
    def environment(self) -> Environment:
        return self.organisation.environments[0]

    @property
    def names(self) -> Names:
        return Names(organisation=self.organisation.name, environment=self.environment.name)

    @property
    def region(self) -> str:
        return self.environment.region or DEFAULT_REGION

    @property
    def variables(self) -> Mapping[str, str]:
        return self.aws.environment(self.environment.account or DEFAULT_ACCOUNT, self.region)

    @property
    def cdk(self) -> Cdk:
        return Cdk(assembly=self.assembly, environment=self.variables, quiet=self.quiet)

    @property
    def stacks(self) -> list[str]:
        """Names of the assembly's stacks, those that others need first."""
        artifacts = json.loads((self.assembly / "manifest.json").read_text())["artifacts"]
        return [name for name, artifact in artifacts.items() if artifact["type"] == "aws:cloudformation:stack"]

    def client(self, service: str) -> Any:
        """A boto3 client of a service, in the environment's account and region."""
        variables = self.variables
        return boto3.client(
            service,
            endpoint_url=self.aws.endpoint,
            region_name=self.region,
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )

    def synth(self) -> None:
        self.cdk.synth(self.config)

    def bootstrap(self) -> None:
        account = Account(client=self.client, region=self.region, variables=self.variables)
        bootstrap(account, self.organisation, quiet=self.quiet)
