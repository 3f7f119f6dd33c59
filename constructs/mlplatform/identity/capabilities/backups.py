"""What AWS Backup may do in the platform's name: take a copy of homes before they are deleted."""

from mlplatform.identity.capabilities.functions import OF_A_DOMAIN
from mlplatform.identity.capabilities.studio import LEND_DOMAIN_KEY
from mlplatform.identity.statement import Statement, Wildcard

# After AWSBackupServiceRolePolicyForBackup, of which this is the part for EFS:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
READ_HOMES = Statement(
    sid="ReadHomes",
    actions=("elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"),
    resources=("elasticfilesystem:file-system/*",),
    conditions=OF_A_DOMAIN,
    wildcard=Wildcard.CREATED_LATER,
)
KEEP_HOMES = Statement(
    sid="KeepHomes",
    actions=("backup:CopyIntoBackupVault", "backup:DescribeBackupVault"),
    resources=("backup:backup-vault:<vault>",),
)
ENCRYPT_HOMES = Statement(
    sid="EncryptHomes",
    actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
    resources=("<domain-key>",),
)

BACK_UP_HOMES = (READ_HOMES, KEEP_HOMES, ENCRYPT_HOMES, LEND_DOMAIN_KEY)
