"""How a resource type calls AWS: the real boto3, through our own endpoint, as the account of the stack."""

import os
import threading
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from ministack.core.responses import get_account_id, get_region

_session = boto3.Session()
_clients: dict[tuple[str, str, str], Any] = {}
_lock = threading.Lock()  # boto3 sessions are not thread-safe; the clients are
_once = Config(retries={"total_max_attempts": 1}, max_pool_connections=32)


@dataclass(frozen=True)
class Account:
    """One account in one region."""

    id: str
    region: str

    @classmethod
    def current(cls) -> "Account":
        """Return the account and region of the request or stack operation that runs now."""
        return cls(get_account_id(), get_region())

    def client(self, service: str) -> Any:
        """Return a boto3 client; the access key id is the account."""
        key = (service, self.id, self.region)
        with _lock:
            if key not in _clients:
                _clients[key] = _session.client(
                    service,
                    region_name=self.region,
                    endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                    aws_access_key_id=self.id,
                    aws_secret_access_key="local",  # noqa: S106 - nothing checks it
                    config=_once,
                )
            return _clients[key]

    def arn(self, service: str, resource: str) -> str:
        """Return a regional ARN of this account."""
        return f"arn:aws:{service}:{self.region}:{self.id}:{resource}"
