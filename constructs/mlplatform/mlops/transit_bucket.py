from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from mlplatform.arns import account_root
from mlplatform.compliance import acknowledge, every_pack

DECISION = "0013"
NO_REPLICA = (
    "What passes here is made anew from its source by the next run of the pipeline; versions are kept for the days "
    "that a release may be repeated, in three zones of the region."
)
NO_DEFAULT_LOCK = (
    "A default retention would keep what a pipeline hands from stage to stage beyond its use; versioning undoes an "
    "overwrite, and no role of the platform may delete a version."
)


class TransitBucket(Construct):
    """A bucket for what a machine hands on: artefacts of pipelines, archives of source, captured traffic.

    Guarantees:
        - private, versioned, TLS only, ACLs off, accesses are logged (S3-01, S3-03, S3-04, S3-05, S3-07)
        - encrypted with the given key and no other (S3-02); objects expire (S3-06)
        - its policy is complete when it is made, and lets in nobody of another account but by role
        - it goes with its stack, if it is empty

    Args:
        name: Physical name, where another account must find it.
        guests: Account to the roles of it that may exchange objects. The roles need not exist yet.
        writers: Roles of this account that exist already and write below a prefix, by prefix.
        events: Whether EventBridge hears of new objects.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key_arn: str,
        logs_bucket: str,
        days: int,
        name: str | None = None,
        guests: Mapping[str, Sequence[str]] | None = None,
        writers: Mapping[str, str] | None = None,
        events: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        bucket = self._build_bucket(key_arn, logs_bucket, days, name=name, events=events)
        self.name, self.arn = bucket.ref, bucket.attr_arn
        statements = [self._tls_only(), self._key_only(key_arn)]
        for index, (account, roles) in enumerate((guests or {}).items()):
            statements += self._guests(index, account, roles)
        statements += [self._writer(prefix, role) for prefix, role in (writers or {}).items()]
        document = {"Version": "2012-10-17", "Statement": statements}
        s3.CfnBucketPolicy(self, "Policy", bucket=bucket.ref, policy_document=document)
        acknowledge(bucket, *every_pack("S3BucketReplicationEnabled"), decision=DECISION, reason=NO_REPLICA)
        acknowledge(bucket, *every_pack("S3BucketDefaultLockEnabled"), decision=DECISION, reason=NO_DEFAULT_LOCK)

    def _build_bucket(
        self, key_arn: str, logs_bucket: str, days: int, *, name: str | None, events: bool
    ) -> s3.CfnBucket:
        bucket = s3.CfnBucket(
            self,
            "Resource",
            bucket_name=name,
            bucket_encryption=_encrypted_with(key_arn),
            lifecycle_configuration=_expiring(days),
            logging_configuration=s3.CfnBucket.LoggingConfigurationProperty(
                destination_bucket_name=logs_bucket, log_file_prefix=f"{Stack.of(self).stack_name}/{self.node.id}/"
            ),
            notification_configuration=_to_events() if events else None,
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True, block_public_policy=True, ignore_public_acls=True, restrict_public_buckets=True
            ),
            versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status="Enabled"),
        )
        bucket.apply_removal_policy(RemovalPolicy.DESTROY)
        return bucket

    @property
    def objects(self) -> str:
        return f"{self.arn}/*"

    def _tls_only(self) -> dict[str, Any]:
        condition = {"Bool": {"aws:SecureTransport": "false"}}
        return _deny("TlsOnly", ["s3:*"], [self.arn, self.objects], condition)

    def _key_only(self, key_arn: str) -> dict[str, Any]:
        """A request that states no encryption gets the bucket's; one that states it names the bucket's key."""
        algorithm, key_id = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
        stated = {"Null": {algorithm: "false"}, "StringNotEquals": {key_id: key_arn}}
        return _deny("OwnKeyOnly", ["s3:PutObject"], [self.objects], stated)

    def _guests(self, index: int, account: str, roles: Sequence[str]) -> list[dict[str, Any]]:
        who = {
            "Effect": "Allow",
            "Principal": {"AWS": account_root(account)},
            "Condition": {"ArnEquals": {"aws:PrincipalArn": list(roles)}},
        }
        objects = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
        bucket = ["s3:GetBucketLocation", "s3:GetBucketVersioning"]
        return [
            {"Sid": f"Guests{index}Objects", **who, "Action": objects, "Resource": self.objects},
            {"Sid": f"Guests{index}Bucket", **who, "Action": bucket, "Resource": self.arn},
        ]

    def _writer(self, prefix: str, role_arn: str) -> dict[str, Any]:
        """Granted here and not in the role's policy: the bucket's name is known here only."""
        return {
            "Sid": "Writes",
            "Effect": "Allow",
            "Principal": {"AWS": role_arn},
            "Action": "s3:PutObject",
            "Resource": f"{self.arn}/{prefix}/*",
        }


def _deny(sid: str, actions: list[str], resources: list[str], condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": actions,
        "Resource": resources,
        "Condition": condition,
    }


def _encrypted_with(key_arn: str) -> s3.CfnBucket.BucketEncryptionProperty:
    default = s3.CfnBucket.ServerSideEncryptionByDefaultProperty(sse_algorithm="aws:kms", kms_master_key_id=key_arn)
    rule = s3.CfnBucket.ServerSideEncryptionRuleProperty(
        server_side_encryption_by_default=default, bucket_key_enabled=True
    )
    return s3.CfnBucket.BucketEncryptionProperty(server_side_encryption_configuration=[rule])


def _expiring(days: int) -> s3.CfnBucket.LifecycleConfigurationProperty:
    rule = s3.CfnBucket.RuleProperty(
        id="Expire",
        status="Enabled",
        expiration_in_days=days,
        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=days),
        abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(days_after_initiation=7),
    )
    return s3.CfnBucket.LifecycleConfigurationProperty(rules=[rule])


def _to_events() -> s3.CfnBucket.NotificationConfigurationProperty:
    return s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
