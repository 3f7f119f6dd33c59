from typing import Any

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from mlplatform.compliance import acknowledge, every_pack

RETENTION = Duration.days(400)
"""A year and the month in which an audit of that year is asked for."""

DECISION = "0006"
NO_LOG_OF_LOGS = (
    "Access logs of this bucket would be delivered into it and be logged again, without end; CloudTrail data events "
    "record who reads the logs."
)
NO_REPLICA = (
    "Replicas of logs would double what must be protected; versions, retention and the closed bucket policy keep the "
    "only copy for 400 days."
)
NO_DEFAULT_LOCK = (
    "S3 delivers no access logs to a bucket with a default retention of Object Lock; versioning keeps what a delete "
    "would take away, and no role of the platform may delete here."
)
S3_KEYS_ONLY = (
    "S3 delivers access logs only to buckets that S3's own keys encrypt (SSE-S3), never a customer-managed key."
)
ONLY_DELIVERY_WRITES = "the bucket policy, which lets nobody but the log delivery service of this account write"


class AccessLogBucket(Construct):
    """Where S3 server access logs of the environment's buckets go.

    Guarantees:
        - private, versioned, TLS only, ACLs off, owned by the account (S3-01, S3-03, S3-05, S3-07)
        - only the S3 log delivery service writes, and only for this account
        - logs are kept for 400 days; the bucket outlives its stack
        - encrypted with S3's own keys: log delivery does not support a KMS key on its target (decision record 0006)
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.bucket = self._build_bucket()
        self._require_tls()
        self._allow_log_delivery()
        self._keep_the_policy()
        self._acknowledge()

    def _build_bucket(self) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="KeepForAudit",
                    expiration=RETENTION,
                    noncurrent_version_expiration=Duration.days(30),
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                )
            ],
        )

    def _require_tls(self) -> None:
        """What the library's `enforce_ssl` would add, with names that a reviewer can refer to."""
        refused: dict[str, dict[str, Any]] = {
            "TlsOnly": {"Bool": {"aws:SecureTransport": "false"}},
            "NoOldTls": {"NumericLessThan": {"s3:TlsVersion": 1.2}},
        }
        for sid, conditions in refused.items():
            self.bucket.add_to_resource_policy(
                iam.PolicyStatement(
                    sid=sid,
                    effect=iam.Effect.DENY,
                    principals=[iam.AnyPrincipal()],
                    actions=["s3:*"],
                    resources=[self.bucket.bucket_arn, self.bucket.arn_for_objects("*")],
                    conditions=conditions,
                )
            )

    def _allow_log_delivery(self) -> None:
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LogDelivery",
                principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects("*")],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )

    def _keep_the_policy(self) -> None:
        """The bucket outlives its stack, and must not do so without what protects it."""
        if self.bucket.policy is None:
            raise RuntimeError("The bucket has no policy, although statements were added to it.")
        self.bucket.policy.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)

    def _acknowledge(self) -> None:
        logging = ("AwsSolutions::AwsSolutions-S1", *every_pack("S3BucketLoggingEnabled"), "MLPlatform::S3-04")
        acknowledge(self.bucket, *logging, decision=DECISION, reason=NO_LOG_OF_LOGS)
        acknowledge(self.bucket, *every_pack("S3BucketReplicationEnabled"), decision=DECISION, reason=NO_REPLICA)
        acknowledge(self.bucket, *every_pack("S3BucketDefaultLockEnabled"), decision=DECISION, reason=NO_DEFAULT_LOCK)
        acknowledge(
            self.bucket,
            *every_pack("S3DefaultEncryptionKMS"),
            "MLPlatform::S3-02",
            decision=DECISION,
            reason=S3_KEYS_ONLY,
            compensation=ONLY_DELIVERY_WRITES,
        )
