"""Clients of AWS services, with timeouts that fit a function that somebody waits for."""

from typing import Any, Literal

import boto3  # type: ignore[import-untyped]  # comes with the runtime; its stubs are not installed
from botocore.config import Config  # type: ignore[import-untyped]

CONFIG = Config(
    connect_timeout=5,  # a missing VPC endpoint must show within the function's time, not after botocore's minute
    read_timeout=15,
    retries={"mode": "standard", "total_max_attempts": 6},  # throttling is the normal case when many users leave
)


def client(service: Literal["ec2", "efs", "sagemaker"]) -> Any:
    """A client for the region that the function runs in."""
    return boto3.client(service, config=CONFIG)


def error_code(error: Exception) -> str:
    """The service's code of a botocore ClientError."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))
