"""Rules on buckets and their policies."""

from .cfn import as_list, as_map, is_true, present, text
from .model import Fault, Resource, Rule
from .principals import public_statements
from .references import pointing_to
from .shape import equals, has, shown, wrong
from .tls import bucket_tls

BUCKET = ("AWS::S3::Bucket",)
POLICY = ("AWS::S3::BucketPolicy",)
BOTH = (*BUCKET, *POLICY)

_POLICIES = {
    POLICY[0]: "PolicyDocument",
    "AWS::S3::AccessPoint": "Policy",
    "AWS::S3::MultiRegionAccessPointPolicy": "Policy",
    "AWS::S3Express::AccessPoint": "Policy",
    "AWS::S3Express::BucketPolicy": "PolicyDocument",
    "AWS::S3Files::FileSystemPolicy": "Policy",
    "AWS::S3ObjectLambda::AccessPointPolicy": "PolicyDocument",
    "AWS::S3Outposts::AccessPoint": "Policy",
    "AWS::S3Outposts::BucketPolicy": "PolicyDocument",
    "AWS::S3Tables::TableBucketPolicy": "ResourcePolicy",
    "AWS::S3Tables::TablePolicy": "ResourcePolicy",
    "AWS::S3Vectors::VectorBucketPolicy": "Policy",
}
"""Types that carry a policy on objects, and where it stands."""

_BLOCK = "PublicAccessBlockConfiguration"
_ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration"


def _encrypted(bucket: Resource) -> list[str]:
    defaults = [as_map(as_map(r).get("ServerSideEncryptionByDefault")) for r in as_list(bucket.get(_ENCRYPTION))]
    if not defaults:
        return ["BucketEncryption is absent"]
    found = [f"SSEAlgorithm is {shown(d.get('SSEAlgorithm'))}" for d in defaults if not _kms(d.get("SSEAlgorithm"))]
    if any(not present(d.get("KMSMasterKeyID")) or "alias/aws/" in text(d.get("KMSMasterKeyID")) for d in defaults):
        found.append("KMSMasterKeyID names no customer-managed key")
    return found


def _kms(algorithm: object) -> bool:
    return text(algorithm) in ("aws:kms", "aws:kms:dsse")


def _acls(bucket: Resource) -> list[str | Fault]:
    owners = [text(as_map(rule).get("ObjectOwnership")) for rule in as_list(bucket.get("OwnershipControls.Rules"))]
    found: list[str | Fault] = (
        [] if owners == ["BucketOwnerEnforced"] else [f"ObjectOwnership is {', '.join(owners) or 'absent'}"]
    )
    if present(bucket.get("AccessControl")):
        found.append(wrong("AccessControl", bucket.get("AccessControl")))
    return found


def _lifecycle(bucket: Resource) -> str | None:
    rules = as_list(bucket.get("LifecycleConfiguration.Rules"))
    enabled = any(text(as_map(rule).get("Status")) == "Enabled" for rule in rules)
    return None if enabled else "LifecycleConfiguration has no enabled rule"


def _tls(resource: Resource) -> str | None:
    if resource.type in POLICY:
        return bucket_tls(resource.get("PolicyDocument"))
    return None if pointing_to(resource, POLICY[0], "Bucket") else "no bucket policy of the template names the bucket"


def _public(policy: Resource) -> list[Fault]:
    return public_statements(policy.get(_POLICIES[policy.type]), _POLICIES[policy.type])


def _block(bucket: Resource) -> list[str]:
    flags = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return [f"{_BLOCK}.{flag} is not true" for flag in flags if not is_true(bucket.get(f"{_BLOCK}.{flag}"))]


RULES = (
    Rule(
        "S3-01",
        "H",
        BUCKET,
        "A bucket blocks public access in all four ways.",
        f"Set the four flags of {_BLOCK} to true.",
        _block,
        _BLOCK,
    ),
    Rule(
        "S3-02",
        "H",
        BUCKET,
        "A bucket is encrypted with a customer-managed key.",
        f"Set SSEAlgorithm aws:kms and KMSMasterKeyID in {_ENCRYPTION}.",
        _encrypted,
        _ENCRYPTION,
    ),
    Rule(
        "S3-03",
        "M",
        BUCKET,
        "A bucket keeps versions.",
        "Set VersioningConfiguration.Status to Enabled.",
        equals("VersioningConfiguration.Status", "Enabled"),
    ),
    Rule(
        "S3-04",
        "M",
        BUCKET,
        "Accesses to a bucket are logged to another bucket.",
        "Set LoggingConfiguration.DestinationBucketName; the access-log bucket itself acknowledges.",
        has("LoggingConfiguration.DestinationBucketName"),
    ),
    Rule(
        "S3-05",
        "H",
        BUCKET,
        "ACLs are disabled.",
        "Set ObjectOwnership to BucketOwnerEnforced, and no AccessControl.",
        _acls,
        "OwnershipControls.Rules",
    ),
    Rule(
        "S3-06",
        "L",
        BUCKET,
        "Objects have a life cycle.",
        "Add an enabled rule to LifecycleConfiguration.",
        _lifecycle,
        "LifecycleConfiguration",
    ),
    Rule(
        "S3-07",
        "H",
        BOTH,
        "A bucket's policy refuses requests without TLS, in the bucket's own template.",
        "Deny s3:* to * on the bucket and its objects under Bool aws:SecureTransport false.",
        _tls,
        "PolicyDocument",
    ),
    Rule(
        "S3-08",
        "C",
        tuple(_POLICIES),
        "A bucket's policy allows named principals only.",
        "Name the account or service, or add a condition on aws:PrincipalOrgID or aws:PrincipalAccount.",
        _public,
    ),
)
