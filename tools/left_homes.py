"""The file systems that removed Studio domains of an environment have left behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from mlplatform.settings import Names

OWNER_TAG = "ManagedByAmazonSageMakerResource"
"""SageMaker writes the domain's ARN into it."""
Client = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class LeftHome:
    """The file system of a domain that is gone. Whose homes are in it nobody knows any more."""

    file_system: str
    arn: str
    domain: str
    size: int
    mount_targets: int
    created: str

    def __str__(self) -> str:
        return (
            f"{self.file_system}: homes of the removed domain {self.domain}, {_readable(self.size)}, made on "
            f"{self.created}, {self.mount_targets} mount targets; whose they are is not known any more"
        )


def left_homes(client: Client, names: Names) -> list[LeftHome]:
    """Those of the environment, sorted by their ids: its domain key encrypts them, and their domain is gone."""
    try:
        key = client("kms").describe_key(KeyId=names.key_alias("domain"))["KeyMetadata"]["Arn"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        return []
    pages = client("efs").get_paginator("describe_file_systems").paginate()
    found = [one for page in pages for one in page["FileSystems"] if one.get("KmsKeyId") == key]
    owned = [(one, owner) for one in found if ":domain/" in (owner := _owner(one))]
    left = [_home(one, owner.rpartition("/")[2]) for one, owner in owned if not _exists(client, owner)]
    return sorted(left, key=lambda home: home.file_system)


def _owner(found: dict[str, Any]) -> str:
    return next((str(tag["Value"]) for tag in found.get("Tags", []) if tag["Key"] == OWNER_TAG), "")


def _exists(client: Client, domain: str) -> bool:
    """What cannot be asked for is not gone: any other error ends the command."""
    try:
        client("sagemaker").describe_domain(DomainId=domain.rpartition("/")[2])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFound":
            return False
        raise
    return True


def _home(found: dict[str, Any], domain: str) -> LeftHome:
    return LeftHome(
        file_system=found["FileSystemId"],
        arn=found["FileSystemArn"],
        domain=domain,
        size=found["SizeInBytes"]["Value"],
        mount_targets=found["NumberOfMountTargets"],
        created=found["CreationTime"].date().isoformat(),
    )


def _readable(size: int) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size} {unit}"
        size //= 1024
    return f"{size} TiB"
