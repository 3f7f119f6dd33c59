"""What each type of store says about its encryption, its retention and its copies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlplatform.access.estate import Resource
from mlplatform.dossier.reading import Reading
from mlplatform.dossier.store_words import (
    AWS_OWNED,
    NOT_ENCRYPTED,
    SSE_S3,
    Said,
    always,
    bucket_backup,
    bucket_otherwise,
    catalogue,
    days,
    if_encrypted,
    images,
    lifecycle,
    managed,
    nothing,
    queue,
    seconds,
    snapshots,
    stated,
    table_backup,
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of stores.

    Args:
        name: The property that names it.
        key: The properties that name its KMS keys.
        otherwise: What encrypts it where none does.
        on_deletion: What CloudFormation does if the template does not say.
        retention, backup: Both in words; empty for a kind of which there is nothing to say.
        policy: The property that holds its resource policy.
        public: The property that opens it to the internet.
    """

    name: str = ""
    key: tuple[str, ...] = ("KmsKeyId",)
    otherwise: Said
    on_deletion: str = "Delete"
    retention: Said = nothing
    backup: Said = nothing
    policy: str = ""
    public: str = ""


def _database(service: str = "rds") -> Kind:
    return Kind(
        otherwise=if_encrypted("StorageEncrypted", managed(service)), on_deletion="Snapshot", backup=snapshots,
        public="PubliclyAccessible",
    )  # fmt: skip


S3_ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID"

KINDS: Mapping[str, Kind] = {
    "AWS::S3::Bucket": Kind(
        name="BucketName", key=(S3_ENCRYPTION,), otherwise=bucket_otherwise, retention=lifecycle,
        backup=bucket_backup,
    ),
    "AWS::EFS::FileSystem": Kind(
        otherwise=if_encrypted("Encrypted", managed("elasticfilesystem")),
        backup=stated(BackupPolicy__Status="daily backup"),
        policy="FileSystemPolicy",
    ),
    "AWS::FSx::FileSystem": Kind(otherwise=always(managed("fsx")), on_deletion="Snapshot"),
    "AWS::EC2::Volume": Kind(otherwise=if_encrypted("Encrypted", managed("ebs"))),
    "AWS::SageMaker::Domain": Kind(name="DomainName", otherwise=always(managed("elasticfilesystem"))),
    "AWS::SageMaker::FeatureGroup": Kind(
        name="FeatureGroupName",
        key=("OnlineStoreConfig.SecurityConfig.KmsKeyId", "OfflineStoreConfig.S3StorageConfig.KmsKeyId"),
        otherwise=always(AWS_OWNED),
    ),
    "AWS::SageMaker::NotebookInstance": Kind(name="NotebookInstanceName", otherwise=always(AWS_OWNED)),
    "AWS::ECR::Repository": Kind(
        name="RepositoryName", key=("EncryptionConfiguration.KmsKey",), otherwise=always(SSE_S3),
        retention=images("LifecyclePolicy.LifecyclePolicyText"), policy="RepositoryPolicyText",
    ),
    "AWS::ECR::RepositoryCreationTemplate": Kind(
        name="Prefix", key=("EncryptionConfiguration.KmsKey",), otherwise=always(SSE_S3),
        retention=images("LifecyclePolicy"), policy="RepositoryPolicy", on_deletion="Retain what it made",
    ),
    "AWS::Logs::LogGroup": Kind(
        name="LogGroupName", otherwise=always(AWS_OWNED), retention=days("RetentionInDays", "for ever")
    ),
    "AWS::DynamoDB::Table": Kind(
        name="TableName", key=("SSESpecification.KMSMasterKeyId",), otherwise=always(AWS_OWNED), backup=table_backup,
        policy="ResourcePolicy.PolicyDocument",
    ),
    "AWS::DynamoDB::GlobalTable": Kind(name="TableName", otherwise=always(AWS_OWNED)),
    "AWS::RDS::DBInstance": _database(),
    "AWS::RDS::DBCluster": _database(),
    "AWS::DocDB::DBCluster": _database(),
    "AWS::Neptune::DBCluster": _database(),
    "AWS::Redshift::Cluster": Kind(
        otherwise=if_encrypted("Encrypted", AWS_OWNED), on_deletion="Snapshot", public="PubliclyAccessible"
    ),
    "AWS::OpenSearchService::Domain": Kind(
        name="DomainName", key=("EncryptionAtRestOptions.KmsKeyId",),
        otherwise=if_encrypted("EncryptionAtRestOptions.Enabled", managed("es")), policy="AccessPolicies",
    ),
    "AWS::Kinesis::Stream": Kind(
        name="Name", key=("StreamEncryption.KeyId",), otherwise=always(NOT_ENCRYPTED),
        retention=days("RetentionPeriodHours", "1 days", hours=1),
    ),
    "AWS::Glue::Database": Kind(name="DatabaseInput.Name", key=(), otherwise=catalogue),
    "AWS::SNS::Topic": Kind(name="TopicName", key=("KmsMasterKeyId",), otherwise=always(NOT_ENCRYPTED)),
    "AWS::SQS::Queue": Kind(
        name="QueueName", key=("KmsMasterKeyId",), otherwise=queue, retention=seconds
    ),
    "AWS::SecretsManager::Secret": Kind(name="Name", otherwise=always(managed("secretsmanager"))),
    "AWS::Backup::BackupVault": Kind(
        name="BackupVaultName", key=("EncryptionKeyArn",), otherwise=always(managed("backup")), policy="AccessPolicy",
        retention=days("LockConfiguration.MinRetentionDays", ""),
    ),
}  # fmt: skip
"""The types that hold data of somebody."""


def keys_of(reading: Reading, resource: Resource, kind: Kind) -> Iterator[str]:
    """What names the keys of a store; what encrypts it otherwise if nothing does."""
    found = [text for path in kind.key if (text := reading.text(resource, path))]
    yield from found or [kind.otherwise(reading, resource)]
