"""What each type of store says about its encryption, its retention and its copies."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlplatform.access.estate import Resource
from mlplatform.dossier.reading import UNKNOWN, Reading

Said = Callable[[Reading, Resource], str]
NOT_ENCRYPTED, SSE_S3, AWS_OWNED = "not encrypted", "SSE-S3", "AWS-owned"


def managed(service: str) -> str:
    """The key that AWS keeps for a service in every account: nobody can write its policy."""
    return f"AWS-managed aws/{service}"


def _nothing(_: Reading, __: Resource) -> str:
    return ""


def _always(text: str) -> Said:
    return lambda *_: text


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
    retention: Said = _nothing
    backup: Said = _nothing
    policy: str = ""
    public: str = ""


def _if_encrypted(name: str, encrypted: str) -> Said:
    return lambda reading, one: encrypted if reading.value(one, name) in (True, "true") else NOT_ENCRYPTED


def _days(name: str, otherwise: str, *, hours: int = 24) -> Said:
    def said(reading: Reading, resource: Resource) -> str:
        found = reading.text(resource, name)
        if not found:
            return otherwise
        return f"{int(found) * hours // 24} days" if found.isdigit() else found

    return said


def _stated(**texts: str) -> Said:
    """Words for the properties that are on; `__` in a name stands for a dot."""

    def said(reading: Reading, resource: Resource) -> str:
        on = (text for name, text in texts.items() if reading.text(resource, name.replace("__", ".")) in ON)
        return ", ".join(on)

    return said


ON = ("True", "true", "Enabled", "ENABLED")


def _bucket_otherwise(reading: Reading, resource: Resource) -> str:
    rules = reading.items(resource, "BucketEncryption.ServerSideEncryptionConfiguration")
    by_default = rules[0].get("ServerSideEncryptionByDefault", {}) if rules and isinstance(rules[0], Mapping) else {}
    return managed("s3") if "kms" in str(by_default.get("SSEAlgorithm", "")) else SSE_S3


def _lifecycle(reading: Reading, resource: Resource) -> str:
    rules = [rule for rule in reading.items(resource, "LifecycleConfiguration.Rules") if isinstance(rule, Mapping)]
    said = [_rule(rule) for rule in rules if rule.get("Status") == "Enabled"]
    locked = reading.value(resource, "ObjectLockConfiguration.Rule.DefaultRetention", {})
    if locked:
        said.append(
            f"locked for {locked.get('Days', '')}{locked.get('Years', '')} {_unit(locked)} ({locked.get('Mode')})"
        )
    return "; ".join(filter(None, said)) or "for ever"


def _unit(locked: Mapping[str, Any]) -> str:
    return "days" if "Days" in locked else "years"


def _rule(rule: Mapping[str, Any]) -> str:
    old = rule.get("NoncurrentVersionExpiration", {}).get(
        "NoncurrentDays", rule.get("NoncurrentVersionExpirationInDays")
    )
    expiry = rule.get("ExpirationInDays")
    parts = [
        f"{expiry} days" if expiry else f"until {rule['ExpirationDate']}" if "ExpirationDate" in rule else "",
        f"old versions {old} days" if old else "",
    ]
    prefix = rule.get("Prefix") or rule.get("Filter", {}).get("Prefix")
    if old and not parts[0]:
        parts[0] = "" if prefix else "for ever"
    said = ", ".join(filter(None, parts))
    return f"{prefix}: {said}" if prefix and said else said


def _bucket_backup(reading: Reading, resource: Resource) -> str:
    versions = "versions" if reading.text(resource, "VersioningConfiguration.Status") == "Enabled" else ""
    rules = reading.items(resource, "ReplicationConfiguration.Rules")
    targets = sorted(str(r.get("Destination", {}).get("Bucket", UNKNOWN)) for r in rules if isinstance(r, Mapping))
    return ", ".join(filter(None, (versions, f"replicated to {', '.join(targets)}" if targets else "")))


def _images(name: str) -> Said:
    def said(reading: Reading, resource: Resource) -> str:
        text = reading.text(resource, name)
        try:
            rules = json.loads(text)["rules"] if text else []
        except (ValueError, KeyError, TypeError):
            return f"{UNKNOWN}: its lifecycle policy cannot be read"
        return "; ".join(_selected(rule.get("selection", {})) for rule in rules) or "for ever"

    return said


def _selected(selection: Mapping[str, Any]) -> str:
    tags = [*selection.get("tagPatternList", []), *selection.get("tagPrefixList", [])]
    number = selection.get("countNumber")
    count = f"{number} days" if selection.get("countUnit") == "days" else f"the last {number}"
    return f"{', '.join(tags) or selection.get('tagStatus', 'any')}: {count}"


def _table_backup(reading: Reading, resource: Resource) -> str:
    recovery = reading.value(resource, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
    return "point-in-time recovery" if recovery in (True, "true") else ""


def _snapshots(reading: Reading, resource: Resource) -> str:
    days = reading.text(resource, "BackupRetentionPeriod") or "1"
    return "" if days == "0" else f"snapshots for {days} days"


def _queue(reading: Reading, resource: Resource) -> str:
    return NOT_ENCRYPTED if reading.text(resource, "SqsManagedSseEnabled").lower() == "false" else "SSE-SQS"


def _seconds(reading: Reading, resource: Resource) -> str:
    return f"{int(reading.text(resource, 'MessageRetentionPeriod') or 345600) / 86400:g} days"


def _catalogue(reading: Reading, _: Resource) -> str:
    """Databases of Glue hold descriptions of data; the settings of the account's catalogue encrypt them."""
    settings = reading.of("AWS::Glue::DataCatalogEncryptionSettings")
    at_rest = "DataCatalogEncryptionSettings.EncryptionAtRest"
    for one in settings:
        if reading.text(one, f"{at_rest}.CatalogEncryptionMode").startswith("SSE-KMS"):
            return reading.text(one, f"{at_rest}.SseAwsKmsKeyId") or managed("glue")
    return NOT_ENCRYPTED


def _database(service: str = "rds") -> Kind:
    return Kind(
        otherwise=_if_encrypted("StorageEncrypted", managed(service)), on_deletion="Snapshot", backup=_snapshots,
        public="PubliclyAccessible",
    )  # fmt: skip


S3_ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID"

KINDS: Mapping[str, Kind] = {
    "AWS::S3::Bucket": Kind(
        name="BucketName", key=(S3_ENCRYPTION,), otherwise=_bucket_otherwise, retention=_lifecycle,
        backup=_bucket_backup,
    ),
    "AWS::EFS::FileSystem": Kind(
        otherwise=_if_encrypted("Encrypted", managed("elasticfilesystem")),
        backup=_stated(BackupPolicy__Status="daily backup"),
        policy="FileSystemPolicy",
    ),
    "AWS::FSx::FileSystem": Kind(otherwise=_always(managed("fsx")), on_deletion="Snapshot"),
    "AWS::EC2::Volume": Kind(otherwise=_if_encrypted("Encrypted", managed("ebs"))),
    "AWS::SageMaker::Domain": Kind(name="DomainName", otherwise=_always(managed("elasticfilesystem"))),
    "AWS::SageMaker::FeatureGroup": Kind(
        name="FeatureGroupName",
        key=("OnlineStoreConfig.SecurityConfig.KmsKeyId", "OfflineStoreConfig.S3StorageConfig.KmsKeyId"),
        otherwise=_always(AWS_OWNED),
    ),
    "AWS::SageMaker::NotebookInstance": Kind(name="NotebookInstanceName", otherwise=_always(AWS_OWNED)),
    "AWS::ECR::Repository": Kind(
        name="RepositoryName", key=("EncryptionConfiguration.KmsKey",), otherwise=_always(SSE_S3),
        retention=_images("LifecyclePolicy.LifecyclePolicyText"), policy="RepositoryPolicyText",
    ),
    "AWS::ECR::RepositoryCreationTemplate": Kind(
        name="Prefix", key=("EncryptionConfiguration.KmsKey",), otherwise=_always(SSE_S3),
        retention=_images("LifecyclePolicy"), policy="RepositoryPolicy", on_deletion="Retain what it made",
    ),
    "AWS::Logs::LogGroup": Kind(
        name="LogGroupName", otherwise=_always(AWS_OWNED), retention=_days("RetentionInDays", "for ever")
    ),
    "AWS::DynamoDB::Table": Kind(
        name="TableName", key=("SSESpecification.KMSMasterKeyId",), otherwise=_always(AWS_OWNED), backup=_table_backup,
        policy="ResourcePolicy.PolicyDocument",
    ),
    "AWS::DynamoDB::GlobalTable": Kind(name="TableName", otherwise=_always(AWS_OWNED)),
    "AWS::RDS::DBInstance": _database(),
    "AWS::RDS::DBCluster": _database(),
    "AWS::DocDB::DBCluster": _database(),
    "AWS::Neptune::DBCluster": _database(),
    "AWS::Redshift::Cluster": Kind(
        otherwise=_if_encrypted("Encrypted", AWS_OWNED), on_deletion="Snapshot", public="PubliclyAccessible"
    ),
    "AWS::OpenSearchService::Domain": Kind(
        name="DomainName", key=("EncryptionAtRestOptions.KmsKeyId",),
        otherwise=_if_encrypted("EncryptionAtRestOptions.Enabled", managed("es")), policy="AccessPolicies",
    ),
    "AWS::Kinesis::Stream": Kind(
        name="Name", key=("StreamEncryption.KeyId",), otherwise=_always(NOT_ENCRYPTED),
        retention=_days("RetentionPeriodHours", "1 days", hours=1),
    ),
    "AWS::Glue::Database": Kind(name="DatabaseInput.Name", key=(), otherwise=_catalogue),
    "AWS::SNS::Topic": Kind(name="TopicName", key=("KmsMasterKeyId",), otherwise=_always(NOT_ENCRYPTED)),
    "AWS::SQS::Queue": Kind(
        name="QueueName", key=("KmsMasterKeyId",), otherwise=_queue, retention=_seconds
    ),
    "AWS::SecretsManager::Secret": Kind(name="Name", otherwise=_always(managed("secretsmanager"))),
    "AWS::Backup::BackupVault": Kind(
        name="BackupVaultName", key=("EncryptionKeyArn",), otherwise=_always(managed("backup")), policy="AccessPolicy",
        retention=_days("LockConfiguration.MinRetentionDays", ""),
    ),
}  # fmt: skip
"""The types that hold data of somebody."""


def keys_of(reading: Reading, resource: Resource, kind: Kind) -> Iterator[str]:
    """What names the keys of a store; what encrypts it otherwise if nothing does."""
    found = [str(text) for path in kind.key if (text := _at(reading, resource, path))]
    yield from found or [kind.otherwise(reading, resource)]


def _at(reading: Reading, resource: Resource, path: str) -> Any:
    """A property inside lists, too."""
    first, *rest = path.split(".")
    found = reading.value(resource, first)
    for part in rest:
        if isinstance(found, list):
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found
