"""What moto looks up in its own S3 and Logs lives in the engine here: ask there."""

import json
from typing import Any

import moto.sagemaker.models as sagemaker
from botocore.exceptions import ClientError
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogsBackend
from moto.s3.exceptions import MissingBucket
from moto.s3.models import S3Backend

from localaws.environment import DEFAULT_REGION
from localaws.server.account import Account


def install() -> None:
    """Replace the three look-ups that the services in use make."""
    S3Backend.get_bucket = _get_bucket  # type: ignore[assignment,method-assign]
    LogsBackend.list_tags_log_group = _list_tags_log_group  # type: ignore[method-assign]
    sagemaker.load_pipeline_definition_from_s3 = _load_pipeline_definition  # type: ignore[assignment,attr-defined]


def _get_bucket(self: Any, bucket_name: str) -> str:
    bucket = bucket_name.split("/", 1)[0]
    try:
        Account(self.account_id, DEFAULT_REGION).client("s3").head_bucket(Bucket=bucket)
    except ClientError as error:
        raise MissingBucket(bucket) from error
    return bucket


def _list_tags_log_group(self: Any, log_group_name: str) -> dict[str, str]:
    try:
        found = (
            Account(self.account_id, self.region_name).client("logs").list_tags_log_group(logGroupName=log_group_name)
        )
    except ClientError as error:
        raise ResourceNotFoundException from error
    tags: dict[str, str] = found["tags"]
    return tags


def _load_pipeline_definition(location: dict[str, Any], account_id: str, partition: str) -> str:
    s3 = Account(account_id, DEFAULT_REGION).client("s3")
    body: bytes = s3.get_object(Bucket=location["Bucket"], Key=location["ObjectKey"])["Body"].read()
    json.loads(body)  # SageMaker refuses what is not JSON
    return body.decode()
