"""A recovery point of a file system in AWS Backup, made and waited for."""

import time
from collections.abc import Callable
from typing import Any

from mlplatform.settings import Names
from tools.left_homes import Client, LeftHome

POLL = 15.0
"""Seconds between two looks at the job; a large file system takes hours."""
UNDER_WAY = ("CREATED", "PENDING", "RUNNING")


class NoBackupError(RuntimeError):
    """There is no complete recovery point; nothing was deleted."""


class HomeBackup:
    """Copies homes into the environment's vault, with the role that comes with `studio.homes_deletable`."""

    def __init__(
        self, client: Client, names: Names, *, say: Callable[[str], None], wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._backup, self._iam, self._kms = client("backup"), client("iam"), client("kms")
        self._names, self._say, self._wait = names, say, wait

    def make(self, home: LeftHome) -> str:
        """The ARN of the recovery point, once it is complete.

        A job that is under way already, of an attempt that was interrupted, is waited for.

        Raises:
            NoBackupError: the role or the key is missing, or the job ended otherwise.
        """
        role = self._role()
        vault = self._vault()
        job = self._job_under_way(home, vault) or self._start(home, vault, role)
        point = self._await(job)
        status = self._backup.describe_recovery_point(BackupVaultName=vault, RecoveryPointArn=point)["Status"]
        if status != "COMPLETED":
            raise NoBackupError(f"The recovery point {point} is {status}, not COMPLETED. Nothing was deleted.")
        return point

    def _role(self) -> str:
        name = self._names.service_role("home-backups")
        try:
            return str(self._iam.get_role(RoleName=name)["Role"]["Arn"])
        except self._iam.exceptions.NoSuchEntityException:
            stack = self._names.stack("Foundation")
            raise NoBackupError(
                f"The role {name}, with which AWS Backup copies homes, is not there. It comes with the stack {stack} "
                f"once the organisation's file says studio.homes_deletable: true: deploy that first. Nothing was "
                f"deleted."
            ) from None

    def _vault(self) -> str:
        """The vault's name. It is made with the domain's key when it is first needed; another's key stays as it is."""
        name, key = self._names.home_vault, self._names.key_alias("domain")
        arn = self._kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        try:
            self._backup.create_backup_vault(BackupVaultName=name, EncryptionKeyArn=arn)
        except self._backup.exceptions.AlreadyExistsException:
            arn = self._backup.describe_backup_vault(BackupVaultName=name)["EncryptionKeyArn"]
        self._say(f"Vault {name}, encrypted with {arn}")
        return name

    def _job_under_way(self, home: LeftHome, vault: str) -> str | None:
        found = self._backup.list_backup_jobs(ByResourceArn=home.arn, ByBackupVaultName=vault)["BackupJobs"]
        return next((str(job["BackupJobId"]) for job in found if job["State"] in UNDER_WAY), None)

    def _start(self, home: LeftHome, vault: str, role: str) -> str:
        tags = {"domain": home.domain, "file-system": home.file_system}
        started = self._backup.start_backup_job(
            BackupVaultName=vault, ResourceArn=home.arn, IamRoleArn=role, RecoveryPointTags=tags
        )
        return str(started["BackupJobId"])

    def _await(self, job: str) -> str:
        shown = ""
        while True:
            found = self._backup.describe_backup_job(BackupJobId=job)
            if (progress := _progress(found)) != shown:
                self._say(f"Backup job {job}: {progress}")
                shown = progress
            if found["State"] == "COMPLETED":
                return str(found["RecoveryPointArn"])
            if found["State"] not in UNDER_WAY:
                said = found.get("StatusMessage") or "without a word"
                raise NoBackupError(
                    f"The backup job {job} ended as {found['State']}: {said}. Nothing was deleted. Mend it and repeat "
                    f"the command."
                )
            self._wait(POLL)


def _progress(job: dict[str, Any]) -> str:
    done = job.get("PercentDone")
    return f"{job['State']}, {done} %" if done else str(job["State"])
