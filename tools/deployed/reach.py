"""The accounts of an organisation that the caller's credentials reach."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import Environment
from tools.bootstrap_checks import QUALIFIER

Client = Callable[[str], Any]
"""Makes the boto3 client of a service."""


class OutOfReachError(RuntimeError):
    """An environment cannot be compared with these credentials; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks.

    Args:
        region: Of environments whose entry in the organisation's file names none.
    """

    session: boto3.Session
    region: str
    account: str
    partition: str

    @classmethod
    def of(cls, session: boto3.Session, *, region: str) -> "Caller":
        """Whom the credentials belong to."""
        identity = session.client("sts", region_name=region).get_caller_identity()
        partition = identity["Arn"].split(":")[1]
        return cls(session=session, region=region, account=identity["Account"], partition=partition)

    def account_of(self, environment: Environment) -> str:
        return environment.account or self.account

    def reach(self, environment: Environment) -> Client:
        """Clients in the environment's account: with these credentials, else as the bootstrap's role that looks up.

        That role only reads, and trusts the hub's account (`make bootstrap`).

        Raises:
            OutOfReachError: the account is another one, and does not let these credentials in.
        """
        region = environment.region or self.region
        account = self.account_of(environment)
        session = self.session if account == self.account else self._looking_up(account, region)
        return lambda service: session.client(service, region_name=region)

    def _looking_up(self, account: str, region: str) -> boto3.Session:
        role = f"arn:{self.partition}:iam::{account}:role/cdk-{QUALIFIER}-lookup-role-{account}-{region}"
        try:
            sts = self.session.client("sts", region_name=region)
            given = sts.assume_role(RoleArn=role, RoleSessionName="make-diff")["Credentials"]
        except (BotoCoreError, ClientError) as error:
            raise OutOfReachError(f"your credentials are of account {self.account}, and {error}") from None
        return boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
