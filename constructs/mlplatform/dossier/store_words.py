"""What stores say of their encryption, retention and copies, in words."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mlplatform.access.estate import Resource
from mlplatform.dossier.reading import UNKNOWN, Reading, inside

Said = Callable[[Reading, Resource], str]
NOT_ENCRYPTED, SSE_S3, AWS_OWNED = "not encrypted", "SSE-S3", "AWS-owned"


def managed(service: str) -> str:
    """The key that AWS keeps for a service in every account: nobody can write its policy."""
    return f"AWS-managed aws/{service}"


def nothing(_: Reading, __: Resource) -> str:
    return ""


def always(text: str) -> Said:
    return lambda *_: text


def if_encrypted(name: str, encrypted: str) -> Said:
    return lambda reading, one: encrypted if reading.value(one, name) in (True, "true") else NOT_ENCRYPTED


def days(name: str, otherwise: str, *, hours: int = 24) -> Said:
    def said(reading: Reading, resource: Resource) -> str:
        found = reading.text(resource, name)
        if not found:
            return otherwise
        return f"{int(found) * hours // 24} days" if found.isdigit() else found

    return said


def stated(**texts: str) -> Said:
    """Words for the properties that are on; `__` in a name stands for a dot."""

    def said(reading: Reading, resource: Resource) -> str:
        on = (text for name, text in texts.items() if reading.text(resource, name.replace("__", ".")) in ON)
        return ", ".join(on)

    return said


ON = ("True", "true", "Enabled", "ENABLED")


def bucket_otherwise(reading: Reading, resource: Resource) -> str:
    path = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm"
    return managed("s3") if "kms" in reading.text(resource, path) else SSE_S3


def lifecycle(reading: Reading, resource: Resource) -> str:
    rules = [rule for rule in reading.items(resource, "LifecycleConfiguration.Rules") if isinstance(rule, Mapping)]
    said = [_rule(rule) for rule in rules if rule.get("Status") == "Enabled"]
    locked = "ObjectLockConfiguration.Rule.DefaultRetention"
    for unit in ("Days", "Years"):
        if number := reading.text(resource, f"{locked}.{unit}"):
            said.append(f"locked for {number} {unit.lower()} ({reading.text(resource, f'{locked}.Mode')})")
    return "; ".join(filter(None, said)) or "for ever"


def _rule(rule: Mapping[str, Any]) -> str:
    old = inside(rule, "NoncurrentVersionExpiration.NoncurrentDays") or rule.get("NoncurrentVersionExpirationInDays")
    expiry = rule.get("ExpirationInDays")
    parts = [
        f"{expiry} days" if expiry else f"until {rule['ExpirationDate']}" if "ExpirationDate" in rule else "",
        f"old versions {old} days" if old else "",
    ]
    prefix = rule.get("Prefix") or inside(rule, "Filter.Prefix")
    if old and not parts[0]:
        parts[0] = "" if prefix else "for ever"
    said = ", ".join(filter(None, parts))
    return f"{prefix}: {said}" if prefix and said else said


def bucket_backup(reading: Reading, resource: Resource) -> str:
    versions = "versions" if reading.text(resource, "VersioningConfiguration.Status") == "Enabled" else ""
    rules = reading.items(resource, "ReplicationConfiguration.Rules")
    targets = sorted(str(inside(rule, "Destination.Bucket") or UNKNOWN) for rule in rules)
    return ", ".join(filter(None, (versions, f"replicated to {', '.join(targets)}" if targets else "")))


def images(name: str) -> Said:
    def said(reading: Reading, resource: Resource) -> str:
        text = reading.text(resource, name)
        try:
            rules = json.loads(text)["rules"] if text else []
            return "; ".join(_selected(rule["selection"]) for rule in rules) or "for ever"
        except (AttributeError, KeyError, TypeError, ValueError):
            return f"{UNKNOWN}: its lifecycle policy cannot be read"

    return said


def _selected(selection: Mapping[str, Any]) -> str:
    tags = [*selection.get("tagPatternList", []), *selection.get("tagPrefixList", [])]
    number = selection.get("countNumber")
    count = f"{number} days" if selection.get("countUnit") == "days" else f"the last {number}"
    return f"{', '.join(tags) or selection.get('tagStatus', 'any')}: {count}"


def table_backup(reading: Reading, resource: Resource) -> str:
    recovery = reading.value(resource, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
    return "point-in-time recovery" if recovery in (True, "true") else ""


def snapshots(reading: Reading, resource: Resource) -> str:
    days = reading.text(resource, "BackupRetentionPeriod") or "1"
    return "" if days == "0" else f"snapshots for {days} days"


def queue(reading: Reading, resource: Resource) -> str:
    return NOT_ENCRYPTED if reading.text(resource, "SqsManagedSseEnabled").lower() == "false" else "SSE-SQS"


def seconds(reading: Reading, resource: Resource) -> str:
    found = reading.text(resource, "MessageRetentionPeriod") or "345600"
    return f"{int(found) / 86400:g} days" if found.isdigit() else found


def catalogue(reading: Reading, _: Resource) -> str:
    """Databases of Glue hold descriptions of data; the settings of the account's catalogue encrypt them."""
    settings = reading.of("AWS::Glue::DataCatalogEncryptionSettings")
    at_rest = "DataCatalogEncryptionSettings.EncryptionAtRest"
    for one in settings:
        if reading.text(one, f"{at_rest}.CatalogEncryptionMode").startswith("SSE-KMS"):
            return reading.text(one, f"{at_rest}.SseAwsKmsKeyId") or managed("glue")
    return NOT_ENCRYPTED
