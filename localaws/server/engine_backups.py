"""What the engine's AWS Backup lacks: who copies what is looked up, and a finished job's recovery point is there."""

from typing import Any

from ministack.services import backup, iam
from moto.backends import get_backend

Answer = Any
"""Status, headers and body, as the engine's services give them."""


def install() -> None:
    """Look first where a job starts and where a vault goes; find recovery points by their jobs."""
    start, delete = backup._start_job, backup._delete_vault

    def start_job(body: dict[str, Any]) -> Answer:
        missing = _missing(body)
        return backup._err("InvalidParameterValueException", missing) if missing else start(body)

    def delete_vault(name: str) -> Answer:
        if backup._vaults.get(name, {}).get("NumberOfRecoveryPoints"):
            return backup._err("InvalidRequestException", f"Backup vault {name} contains recovery points.")
        return delete(name)

    backup._start_job, backup._delete_vault = start_job, delete_vault
    backup._describe_recovery_point = _describe_recovery_point


def _missing(body: dict[str, Any]) -> str:
    """What the job names and is not there, in words. Asked of both halves directly: we are on the engine's loop."""
    resource, role = str(body.get("ResourceArn", "")), str(body.get("IamRoleArn", ""))
    if role.rsplit("/", 1)[-1] not in iam._roles:
        return f"Role {role} does not exist."
    if ":elasticfilesystem:" in resource:
        *_, region, account, name = resource.split(":")
        held = get_backend("efs")[account][region].file_systems_by_id
        return "" if name.rpartition("/")[2] in held else f"File system {resource} does not exist."
    return ""


def _describe_recovery_point(vault: str, arn: str) -> Answer:
    jobs = [one for one in backup._jobs.values() if (one["BackupVaultName"], one["RecoveryPointArn"]) == (vault, arn)]
    if not jobs:
        return backup._not_found(f"Recovery point {arn} not found.")
    told = ("RecoveryPointArn", "BackupVaultName", "BackupVaultArn", "ResourceArn", "IamRoleArn", "CreationDate")
    key = backup._vaults[vault]["EncryptionKeyArn"]
    return backup._ok({name: jobs[0][name] for name in told} | {"Status": "COMPLETED", "EncryptionKeyArn": key})
