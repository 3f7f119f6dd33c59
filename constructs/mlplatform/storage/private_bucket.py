from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from mlplatform.arns import account_root
from mlplatform.compliance import acknowledge, every_pack

DECISION = "0012"
NO_REPLICA = (
    "Objects stay in their region and in one account; three zones, versions that no role may delete and a bucket that "
    "outlives its stack protect them, and what is derived is made anew from its source."
)
NO_DEFAULT_LOCK = (
    "A default retention would forbid the erasure of personal data on request and the expiry of what is derived; old "
    "versions stay for 90 days, and no role of the platform may delete a version."
)
KEPT_DAYS = 90
"""How long an overwritten or deleted object can be brought back."""

EVERY_VERSION = s3.CfnBucket.RuleProperty(
    id="KeepVersions",
    status="Enabled",
    noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=KEPT_DAYS),
    abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(days_after_initiation=7),
    expired_object_delete_marker=True,
)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A role of another account that reads what lies below some prefixes. It need not exist yet.

    Args:
        sid: Says who in the policy.
        prefixes: With the slash at their end: S3 compares letters.
    """

    sid: str
    account: str
    role_arn: str
    prefixes: tuple[str, ...]


class PrivateBucket(Construct):
    """A bucket for data that people and jobs make.

    Guarantees:
        - private, versioned, TLS only, ACLs off, accesses are logged (S3-01, S3-03, S3-04, S3-05, S3-07)
        - encrypted with the given key; a request that states another encryption is refused (S3-02)
        - overwritten and deleted objects can be brought back for 90 days (S3-06)
        - it outlives its stack, but not a deployment that fails to make the stack, and has no physical name

    Args:
        logs_bucket: Name of the bucket for access logs; S3 puts them below the names of stack and construct.
        expires: Prefix to the days after which its objects go, and a week later their versions.
        bucket_key: Encrypt with one key for the bucket, which makes KMS cheaper; without it, the key is used for each
            object, and a policy can say for which.

    `closed_by` adds denies to its policy; `read_by` is all that adds an Allow. The L1 bucket stays reachable as
    `node.default_child`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key_arn: str,
        logs_bucket: str,
        expires: Mapping[str, int] | None = None,
        bucket_key: bool = True,
    ) -> None:
        super().__init__(scope, construct_id)
        bucket = self._build_bucket(key_arn, logs_bucket, expires or {}, bucket_key)
        self.name, self.arn = bucket.ref, bucket.attr_arn
        self._statements = [self._tls_only(), *self._key_only(key_arn)]
        self._policy = s3.CfnBucketPolicy(self, "Policy", bucket=bucket.ref, policy_document=self._document())
        self._policy.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        acknowledge(bucket, *every_pack("S3BucketReplicationEnabled"), decision=DECISION, reason=NO_REPLICA)
        acknowledge(bucket, *every_pack("S3BucketDefaultLockEnabled"), decision=DECISION, reason=NO_DEFAULT_LOCK)

    def closed_by(self, denies: Sequence[Mapping[str, Any]]) -> None:
        """Add Denies to the bucket's policy."""
        if others := [deny for deny in denies if deny["Effect"] != "Deny"]:
            raise ValueError(f"A policy of a private bucket only denies; got {others}. Grant in the role's policy.")
        self._statements += [dict(deny) for deny in denies]
        self._policy.policy_document = self._document()

    def read_by(self, reader: Reader) -> None:
        """Let a role of another account read below prefixes; the role's own policy must allow it, too."""
        who = {
            "Effect": "Allow",
            "Principal": {"AWS": account_root(reader.account)},
        }
        as_role = {"ArnEquals": {"aws:PrincipalArn": reader.role_arn}}
        listed = {"StringLike": {"s3:prefix": [f"{prefix}*" for prefix in reader.prefixes]}}
        objects = [f"{self.arn}/{prefix}*" for prefix in reader.prefixes]
        self._statements += [
            {"Sid": reader.sid, **who, "Action": "s3:GetObject", "Resource": objects, "Condition": as_role},
            {
                "Sid": f"{reader.sid}Lists",
                **who,
                "Action": "s3:ListBucket",
                "Resource": self.arn,
                "Condition": {**as_role, **listed},
            },
        ]
        self._policy.policy_document = self._document()

    def _build_bucket(
        self, key_arn: str, logs_bucket: str, expires: Mapping[str, int], bucket_key: bool
    ) -> s3.CfnBucket:
        bucket = s3.CfnBucket(
            self,
            "Resource",
            bucket_encryption=_encrypted_with(key_arn, bucket_key=bucket_key),
            lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
                rules=[EVERY_VERSION, *(_expiring(prefix, days) for prefix, days in sorted(expires.items()))]
            ),
            logging_configuration=s3.CfnBucket.LoggingConfigurationProperty(
                destination_bucket_name=logs_bucket,
                log_file_prefix=f"{Stack.of(self).stack_name}/{self.node.id}/",
            ),
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True, block_public_policy=True, ignore_public_acls=True, restrict_public_buckets=True
            ),
            versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status="Enabled"),
        )
        bucket.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        return bucket

    def _document(self) -> dict[str, Any]:
        return {"Version": "2012-10-17", "Statement": [*self._statements]}

    def _tls_only(self) -> dict[str, Any]:
        condition = {"Bool": {"aws:SecureTransport": "false"}}
        return _deny("TlsOnly", ("s3:*",), (self.arn, f"{self.arn}/*"), condition)

    def _key_only(self, key_arn: str) -> list[dict[str, Any]]:
        """Requests that state no encryption get the bucket's; those that state one name the bucket's key.

        `StringNotEquals` holds for an absent key id too: that of SSE-S3, or of KMS with a key of AWS.
        """
        algorithm, key_id = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
        of_the_client = "s3:x-amz-server-side-encryption-customer-algorithm"
        stated = {"Null": {algorithm: "false"}, "StringNotEquals": {key_id: key_arn}}
        objects = (f"{self.arn}/*",)
        return [
            _deny("OwnKeyOnly", ("s3:PutObject",), objects, stated),
            _deny("NoKeyOfTheClient", ("s3:PutObject",), objects, {"Null": {of_the_client: "false"}}),
        ]


def _deny(sid: str, actions: Sequence[str], resources: Sequence[str], condition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": list(actions),
        "Resource": list(resources),
        "Condition": dict(condition),
    }


def _encrypted_with(key_arn: str, *, bucket_key: bool) -> s3.CfnBucket.BucketEncryptionProperty:
    default = s3.CfnBucket.ServerSideEncryptionByDefaultProperty(sse_algorithm="aws:kms", kms_master_key_id=key_arn)
    rule = s3.CfnBucket.ServerSideEncryptionRuleProperty(
        server_side_encryption_by_default=default, bucket_key_enabled=bucket_key
    )
    return s3.CfnBucket.BucketEncryptionProperty(server_side_encryption_configuration=[rule])


def _expiring(prefix: str, days: int) -> s3.CfnBucket.RuleProperty:
    return s3.CfnBucket.RuleProperty(
        id=f"Expire-{prefix}",
        status="Enabled",
        prefix=f"{prefix}/",
        expiration_in_days=days,
        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=7),
    )
