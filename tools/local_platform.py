"""The whole platform in a local AWS: what the demo shows and the integration tests drive."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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
SIDE_BY_SIDE = 2
"""Bootstraps at once: each is a process of its own."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One environment of an organisation in a local AWS."""

    aws: LocalAws
    organisation: Organisation
    environment: Environment

    @property
    def names(self) -> Names:
        return Names(organisation=self.organisation.name, environment=self.environment.name)

    @property
    def account(self) -> str:
        return self.environment.account or DEFAULT_ACCOUNT

    @property
    def region(self) -> str:
        return self.environment.region or DEFAULT_REGION

    @property
    def variables(self) -> Mapping[str, str]:
        """What a command line needs to work in the environment's account."""
        return self.aws.environment(self.account, self.region)

    def client(self, service: str) -> Any:
        """A boto3 client of a service, in the environment's account and region."""
        return boto3.client(
            service,
            endpoint_url=self.aws.endpoint,
            region_name=self.region,
            aws_access_key_id=self.variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.variables["AWS_SECRET_ACCESS_KEY"],
        )

    def bootstrap(self) -> None:
        account = Account(client=self.client, region=self.region, variables=self.variables)
        bootstrap(account, self.organisation, self.environment, quiet=True)


@dataclass(frozen=True, kw_only=True)
class LocalPlatform:
    """An organisation in a local AWS, deployed from its hub. What has no place of its own here is the hub's.

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
    def places(self) -> list[Place]:
        """The environments, in the order of the file."""
        organisation = self.organisation
        return [Place(aws=self.aws, organisation=organisation, environment=e) for e in organisation.environments]

    def place(self, name: str) -> Place:
        """An environment by its name."""
        return next(place for place in self.places if place.environment.name == name)

    @property
    def hub(self) -> Place:
        return self.place(self.organisation.hub.name)

    @property
    def environment(self) -> Environment:
        return self.hub.environment

    @property
    def names(self) -> Names:
        return self.hub.names

    @property
    def region(self) -> str:
        return self.hub.region

    @property
    def variables(self) -> Mapping[str, str]:
        return self.hub.variables

    @property
    def cdk(self) -> Cdk:
        return Cdk(assembly=self.assembly, environment=self.variables, quiet=self.quiet)

    @property
    def stacks(self) -> list[str]:
        """Names of the assembly's stacks, those that others need first."""
        artifacts = json.loads((self.assembly / "manifest.json").read_text())["artifacts"]
        return [name for name, artifact in artifacts.items() if artifact["type"] == "aws:cloudformation:stack"]

    def client(self, service: str) -> Any:
        return self.hub.client(service)

    def synth(self) -> None:
        self.cdk.synth(self.config)

    def bootstrap(self) -> None:
        """Bootstrap every account, and say so as each is done."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as executor:
            for place, _ in zip(self.places, executor.map(Place.bootstrap, self.places), strict=True):
                if not self.quiet:
                    print(f"    {place.environment.name}: account {place.account}, {place.region}", flush=True)
