"""KMS and S3: every property reads back, updates reach the service, deletes leave nothing."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, a_key, allow, att, ref, resource

pytestmark = pytest.mark.local_aws


def test_a_key_reads_back_and_changes(account: TestAccount) -> None:
    alias = resource("AWS::KMS::Alias", AliasName="alias/data", TargetKeyId=ref("Key"))
    account.create("s", {"Key": a_key(), "Alias": alias})
    kms, key = account.client("kms"), account.physical_id("s", "Key")
    assert kms.describe_key(KeyId="alias/data")["KeyMetadata"]["KeyId"] == key
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
    principal = json.loads(kms.get_key_policy(KeyId=key)["Policy"])["Statement"][0]["Principal"]
    assert principal == {"AWS": f"arn:aws:iam::{account.id}:root"}
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "class", "TagValue": "confidential"}]

    account.update("s", {"Key": a_key(Description="more data", EnableKeyRotation=False), "Alias": alias})
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "more data"
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False

    account.delete("s")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert kms.list_aliases()["Aliases"] == []


def _bucket(**changes: object) -> dict[str, object]:
    encryption = {
        "BucketKeyEnabled": True,
        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": att("Key", "Arn")},
    }
    properties = {
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption]},
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
        "VersioningConfiguration": {"Status": "Enabled"},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "LoggingConfiguration": {"DestinationBucketName": ref("Logs"), "LogFilePrefix": "data/"},
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "Id": "tidy",
                    "Status": "Enabled",
                    "Prefix": "tmp/",
                    "ExpirationInDays": 30,
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                    "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 10}],
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
        "Tags": [{"Key": "zone", "Value": "bronze"}],
        **changes,
    }
    return resource("AWS::S3::Bucket", **{name: value for name, value in properties.items() if value is not None})


def _data(bucket: dict[str, object]) -> dict[str, object]:
    statement = allow("s3:GetObject", "*")
    statement["Statement"][0]["Principal"] = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
    policy = resource("AWS::S3::BucketPolicy", Bucket=ref("Data"), PolicyDocument=statement)
    return {"Key": a_key(), "Logs": resource("AWS::S3::Bucket"), "Data": bucket, "Policy": policy}


def test_a_bucket_reads_back_property_by_property(account: TestAccount) -> None:
    account.create("s", _data(_bucket()))
    s3, name, key = account.client("s3"), account.physical_id("s", "Data"), account.physical_id("s", "Key")
    [rule] = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": f"arn:aws:kms:eu-west-1:{account.id}:key/{key}",
    }
    assert set(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    ownership = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
    assert ownership == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    logging = s3.get_bucket_logging(Bucket=name)["LoggingEnabled"]
    assert logging == {"TargetBucket": account.physical_id("s", "Logs"), "TargetPrefix": "data/"}
    [lifecycle] = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert lifecycle == {
        "ID": "tidy",
        "Status": "Enabled",
        "Filter": {"Prefix": "tmp/"},
        "Expiration": {"Days": 30},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
        "Transitions": [{"StorageClass": "STANDARD_IA", "Days": 10}],
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    assert s3.get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "zone", "Value": "bronze"}]
    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    assert policy["Statement"][0]["Action"] == "s3:GetObject"


def test_a_bucket_loses_what_the_template_drops(account: TestAccount) -> None:
    account.create("s", _data(_bucket()))
    s3, name = account.client("s3"), account.physical_id("s", "Data")
    account.update("s", _data(_bucket(LoggingConfiguration=None, LifecycleConfiguration=None, Tags=None)))
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=name)
    for read in (s3.get_bucket_lifecycle_configuration, s3.get_bucket_tagging):
        with pytest.raises(ClientError, match="NoSuch"):
            read(Bucket=name)
    assert account.physical_id("s", "Data") == name


def test_a_bucket_with_objects_does_not_go(account: TestAccount) -> None:
    account.create("s", {"Data": resource("AWS::S3::Bucket")})
    name = account.physical_id("s", "Data")
    account.client("s3").put_object(Bucket=name, Key="x", Body=b"1")
    account.client("cloudformation").delete_stack(StackName="s")
    account.await_status("s", "DELETE_FAILED")
    assert "BucketNotEmpty" in account.reasons("s")
    account.client("s3").delete_object(Bucket=name, Key="x")
    account.delete("s")
    assert account.client("s3").list_buckets()["Buckets"] == []


def test_a_property_that_is_not_applied_is_refused(account: TestAccount) -> None:
    bucket = resource("AWS::S3::Bucket", AccelerateConfiguration={"AccelerationStatus": "Enabled"})
    assert "AccelerateConfiguration" in account.failing_create("s", {"Data": bucket})
    assert account.client("s3").list_buckets()["Buckets"] == []


def test_a_bucket_notifies_and_shares(account: TestAccount) -> None:
    origin = {
        "AllowedMethods": ["GET"],
        "AllowedOrigins": ["https://a.example"],
        "ExposedHeaders": ["ETag"],
        "MaxAge": 60,
    }
    event = {"Event": "s3:ObjectCreated:*", "Queue": att("Queue", "Arn")}
    event["Filter"] = {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}]}}
    statement = allow("sqs:SendMessage", "*")
    statement["Statement"][0]["Principal"] = {"Service": "s3.amazonaws.com"}
    policy = resource("AWS::SQS::QueuePolicy", Queues=[ref("Queue")], PolicyDocument=statement)
    properties = {
        "NotificationConfiguration": {"QueueConfigurations": [event]},
        "CorsConfiguration": {"CorsRules": [origin]},
    }
    bucket = resource("AWS::S3::Bucket", after="Policy", **properties)
    account.create("s", {"Queue": resource("AWS::SQS::Queue"), "Policy": policy, "Data": bucket})
    s3, name = account.client("s3"), account.physical_id("s", "Data")
    [rule] = s3.get_bucket_cors(Bucket=name)["CORSRules"]
    assert (rule["ExposeHeaders"], rule["MaxAgeSeconds"]) == (["ETag"], 60)
    [found] = s3.get_bucket_notification_configuration(Bucket=name)["QueueConfigurations"]
    assert found["Events"] == ["s3:ObjectCreated:*"]
    assert found["Filter"]["Key"]["FilterRules"][0]["Value"] == "in/"
