"""AWS Backup: a job copies what is there, with a role that is there; a vault with copies stays."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, resource, trust

pytestmark = pytest.mark.local_aws

VAULT = "homes"


def _job(account: TestAccount, **changes: str) -> dict[str, str]:
    account.create("s", {"Role": resource("AWS::IAM::Role", RoleName="r", AssumeRolePolicyDocument=trust("backup"))})
    made: dict[str, Any] = account.client("efs").create_file_system(CreationToken="t")
    account.client("backup").create_backup_vault(BackupVaultName=VAULT, EncryptionKeyArn="key-1")
    role = f"arn:aws:iam::{account.id}:role/r"
    return {"BackupVaultName": VAULT, "ResourceArn": made["FileSystemArn"], "IamRoleArn": role, **changes}


def test_a_copy_is_a_recovery_point_that_keeps_its_vault(account: TestAccount) -> None:
    job, backup = _job(account), account.client("backup")
    started = backup.start_backup_job(**job)
    found = backup.describe_backup_job(BackupJobId=started["BackupJobId"])
    assert (found["State"], found["ResourceArn"]) == ("COMPLETED", job["ResourceArn"])
    point = backup.describe_recovery_point(BackupVaultName=VAULT, RecoveryPointArn=found["RecoveryPointArn"])
    assert (point["Status"], point["EncryptionKeyArn"]) == ("COMPLETED", "key-1")
    with pytest.raises(ClientError, match="contains recovery points"):
        backup.delete_backup_vault(BackupVaultName=VAULT)


@pytest.mark.parametrize(
    "missing",
    [
        {"IamRoleArn": "arn:aws:iam::111122223333:role/nobody"},
        {"ResourceArn": "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0"},
        {"BackupVaultName": "none"},
    ],
)
def test_what_is_not_there_is_not_copied(account: TestAccount, missing: dict[str, str]) -> None:
    job, backup = _job(account, **missing), account.client("backup")
    with pytest.raises(ClientError, match=r"does not exist|not found"):
        backup.start_backup_job(**job)
    assert backup.list_backup_jobs()["BackupJobs"] == []
    backup.delete_backup_vault(BackupVaultName=VAULT)
