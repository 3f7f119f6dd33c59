"""The file systems that removed Studio domains have left behind."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from .aws import error_code

OWNER_TAG = "ManagedByAmazonSageMakerResource"
"""SageMaker writes the domain's ARN into it, on the file system and on its security groups."""
ON_ITS_WAY = {"MountTargetNotFound", "DependencyTimeout"}
"""Another delivery of the event was faster, or EFS is at work: the next reading tells what is left."""
LEAVING = {"deleting", "deleted"}


@dataclass(frozen=True, kw_only=True)
class Home:
    """The file system of a domain that is gone."""

    file_system: str
    domain: str
    """The domain's ARN."""

    def __str__(self) -> str:
        return f"{self.file_system} of the domain {self.domain.rpartition('/')[2]}"


class FileSystems:
    """Our domains' file systems, as EFS shows them: those that our key encrypts and that SageMaker has marked."""

    def __init__(self, efs: Any, sagemaker: Any, *, vpc: str, key: str) -> None:
        self._efs, self._sagemaker = efs, sagemaker
        self._vpc, self._key = vpc, key

    def orphans(self) -> list[Home]:
        """Those whose domain does not exist, sorted by their ids."""
        pages = self._efs.get_paginator("describe_file_systems").paginate()
        homes = [_home(found) for page in pages for found in page["FileSystems"] if found.get("KmsKeyId") == self._key]
        gone = [home for home in homes if home.domain and not self._exists(home.domain)]
        return sorted(gone, key=lambda home: home.file_system)

    def release(self, home: Home) -> list[str]:
        """Asks for the end of the mount targets in the VPC. Returns those that are still there."""
        pages = self._efs.get_paginator("describe_mount_targets").paginate(FileSystemId=home.file_system)
        targets = [found for page in pages for found in page["MountTargets"] if found["VpcId"] == self._vpc]
        for target in targets:
            if target["LifeCycleState"] not in LEAVING:
                self._delete(target["MountTargetId"])
        return [str(target["MountTargetId"]) for target in targets if target["LifeCycleState"] != "deleted"]

    def _delete(self, target: str) -> None:
        try:
            self._efs.delete_mount_target(MountTargetId=target)
        except ClientError as error:
            if error_code(error) not in ON_ITS_WAY:
                raise

    def _exists(self, domain: str) -> bool:
        try:
            self._sagemaker.describe_domain(DomainId=domain.rpartition("/")[2])
        except ClientError as error:
            if error_code(error) == "ResourceNotFound":
                return False
            raise
        return True


def _home(found: dict[str, Any]) -> Home:
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    owner = tags.get(OWNER_TAG, "")
    return Home(file_system=found["FileSystemId"], domain=owner if ":domain/" in owner else "")
