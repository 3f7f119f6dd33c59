"""AWS::S3::Bucket and AWS::S3::BucketPolicy."""

import re

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources import s3_lifecycle, s3_notifications
from localaws.server.resources.documents import picked, tag_list, text


class Bucket(ResourceType):
    """A bucket. Properties that no facet applies are refused, so that none is dropped silently."""

    type_name = "AWS::S3::Bucket"
    name_property = "BucketName"
    name_length = 63
    name_lowercase = True

    def create(self, aws: Account, properties: Properties) -> str:
        """Create with what only creation can set."""
        _refuse_unapplied(properties)
        arguments = {"Bucket": properties["BucketName"]}
        if aws.region != "us-east-1":
            arguments["CreateBucketConfiguration"] = {"LocationConstraint": aws.region}
        if properties.get("ObjectLockEnabled"):
            arguments["ObjectLockEnabledForBucket"] = True
        aws.client("s3").create_bucket(**arguments)
        return str(properties["BucketName"])

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Apply the facets that changed."""
        _refuse_unapplied(new)
        super().update(aws, physical_id, old, new)

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The names that a client may use."""
        return {
            "Arn": f"arn:aws:s3:::{physical_id}",
            "DomainName": f"{physical_id}.s3.amazonaws.com",
            "DualStackDomainName": f"{physical_id}.s3.dualstack.{aws.region}.amazonaws.com",
            "RegionalDomainName": f"{physical_id}.s3.{aws.region}.amazonaws.com",
            "WebsiteURL": f"http://{physical_id}.s3-website-{aws.region}.amazonaws.com",
        }

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete; a bucket that holds objects is refused, as on AWS."""
        aws.client("s3").delete_bucket(Bucket=physical_id)


def _encryption(aws: Account, bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if "BucketEncryption" not in properties:
        s3.delete_bucket_encryption(Bucket=bucket)
        return
    rules = []
    for rule in properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]:
        default = "ServerSideEncryptionByDefault"
        renamed = {f"Apply{default}" if key == default else key: value for key, value in rule.items()}
        rules.append(renamed)
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _public_access(aws: Account, bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if wanted := properties.get("PublicAccessBlockConfiguration"):
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=wanted)
    else:
        s3.delete_public_access_block(Bucket=bucket)


def _versioning(aws: Account, bucket: str, properties: Properties) -> None:
    status = properties.get("VersioningConfiguration", {}).get("Status", "Suspended")
    aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def _ownership(aws: Account, bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if wanted := properties.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=wanted)
    else:
        s3.delete_bucket_ownership_controls(Bucket=bucket)


def _logging(aws: Account, bucket: str, properties: Properties) -> None:
    wanted = dict(properties.get("LoggingConfiguration", {}))
    status = {}
    if wanted:
        target = wanted.pop("DestinationBucketName", bucket)
        status["LoggingEnabled"] = {
            "TargetBucket": target,
            "TargetPrefix": wanted.pop("LogFilePrefix", ""),
            **wanted,
        }
    aws.client("s3").put_bucket_logging(Bucket=bucket, BucketLoggingStatus=status)


def _tags(aws: Account, bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if wanted := tag_list(properties):
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": wanted})
    else:
        s3.delete_bucket_tagging(Bucket=bucket)


def _access(aws: Account, bucket: str, properties: Properties) -> None:
    canned = re.sub(r"(?<!^)(?=[A-Z])", "-", properties.get("AccessControl", "Private")).lower()
    rules = properties.get("OwnershipControls", {}).get("Rules", [{"ObjectOwnership": "BucketOwnerEnforced"}])
    if canned == "private" and rules[0]["ObjectOwnership"] == "BucketOwnerEnforced":
        return  # says what holds anyway; the API would answer that such a bucket has no ACL
    aws.client("s3").put_bucket_acl(Bucket=bucket, ACL=canned)


def _cors(aws: Account, bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if "CorsConfiguration" not in properties:
        s3.delete_bucket_cors(Bucket=bucket)
        return
    names = {"ID": "Id", "MaxAgeSeconds": "MaxAge", "ExposeHeaders": "ExposedHeaders"}
    rules = [
        picked(one, "AllowedHeaders", "AllowedMethods", "AllowedOrigins", **names) for one in _cors_rules(properties)
    ]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})


def _cors_rules(properties: Properties) -> list[Properties]:
    rules: list[Properties] = properties["CorsConfiguration"]["CorsRules"]
    return rules


def _object_lock(aws: Account, bucket: str, properties: Properties) -> None:
    if wanted := properties.get("ObjectLockConfiguration"):
        aws.client("s3").put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=wanted)


Bucket.facets = (
    Facet(("OwnershipControls",), _ownership),
    Facet(("PublicAccessBlockConfiguration",), _public_access),
    Facet(("BucketEncryption",), _encryption),
    Facet(("VersioningConfiguration",), _versioning),
    Facet(("LifecycleConfiguration",), s3_lifecycle.apply),
    Facet(("LoggingConfiguration",), _logging),
    Facet(("NotificationConfiguration",), s3_notifications.notify),
    Facet(("ObjectLockConfiguration",), _object_lock),
    Facet(("ReplicationConfiguration",), s3_notifications.replicate),
    Facet(("CorsConfiguration",), _cors),
    Facet(("AccessControl",), _access),
    Facet(("Tags",), _tags),
)
_APPLIED = {name for facet in Bucket.facets for name in facet.properties} | {"BucketName", "ObjectLockEnabled"}


def _refuse_unapplied(properties: Properties) -> None:
    unapplied = sorted(set(properties) - _APPLIED)
    if unapplied:
        raise ValueError(f"The local AWS does not apply these properties of AWS::S3::Bucket: {', '.join(unapplied)}.")


class BucketPolicy(ResourceType):
    """The policy of a bucket."""

    type_name = "AWS::S3::BucketPolicy"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it; the physical id is the bucket."""
        return str(properties["Bucket"])

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it."""
        aws.client("s3").delete_bucket_policy(Bucket=properties["Bucket"])


def _bucket_policy(aws: Account, bucket: str, properties: Properties) -> None:
    aws.client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=text(properties["PolicyDocument"]))


BucketPolicy.facets = (Facet(("PolicyDocument",), _bucket_policy),)
