"""KMS, S3, SNS, Logs, SQS, SSM, ECR: every property reads back, updates reach the service, deletes leave nothing."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, allow, att, ref, resource

pytestmark = pytest.mark.local_aws


def _key(**changes: object) -> dict[str, object]:
    policy = allow("kms:*")
    policy["Statement"][0]["Principal"] = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
    properties = {"Description": "data", "KeyPolicy": policy, "EnableKeyRotation": "true", "RotationPeriodInDays": 180}
    tags = [{"Key": "class", "Value": "confidential"}]
    return resource("AWS::KMS::Key", **{**properties, "PendingWindowInDays": 7, "Tags": tags, **changes})


def test_a_key_reads_back_and_changes(account: TestAccount) -> None:
    alias = resource("AWS::KMS::Alias", AliasName="alias/data", TargetKeyId=ref("Key"))
    account.create("s", {"Key": _key(), "Alias": alias})
    kms, key = account.client("kms"), account.physical_id("s", "Key")
    assert kms.describe_key(KeyId="alias/data")["KeyMetadata"]["KeyId"] == key
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
    principal = json.loads(kms.get_key_policy(KeyId=key)["Policy"])["Statement"][0]["Principal"]
    assert principal == {"AWS": f"arn:aws:iam::{account.id}:root"}
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "class", "TagValue": "confidential"}]

    account.update("s", {"Key": _key(Description="more data", EnableKeyRotation=False), "Alias": alias})
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
    return {"Key": _key(), "Logs": resource("AWS::S3::Bucket"), "Data": bucket, "Policy": policy}


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


def test_a_topic_reads_back_and_changes(account: TestAccount) -> None:
    def topic(title: str, key: object) -> dict[str, object]:
        return resource("AWS::SNS::Topic", DisplayName=title, KmsMasterKeyId=key)

    policy = resource("AWS::SNS::TopicPolicy", Topics=[ref("Topic")], PolicyDocument=allow("sns:Publish"))
    account.create("s", {"Key": _key(), "Topic": topic("Alarms", ref("Key")), "Policy": policy})
    sns, arn = account.client("sns"), account.physical_id("s", "Topic")
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("Alarms", account.physical_id("s", "Key"))
    assert json.loads(found["Policy"]) == allow("sns:Publish")
    account.update("s", {"Key": _key(), "Topic": topic("Bells", "alias/aws/sns"), "Policy": policy})
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("Bells", "alias/aws/sns")
    account.delete("s")
    assert sns.list_topics()["Topics"] == []


def test_a_log_group_reads_back_and_changes(account: TestAccount) -> None:
    def group(**properties: object) -> dict[str, object]:
        return {"Key": _key(), "Group": resource("AWS::Logs::LogGroup", LogGroupName="/ml/x", **properties)}

    logs = account.client("logs")
    account.create("s", group(KmsKeyId=att("Key", "Arn"), RetentionInDays="30", Tags=[{"Key": "a", "Value": "b"}]))
    [found] = logs.describe_log_groups(logGroupNamePrefix="/ml/x")["logGroups"]
    assert found["retentionInDays"] == 30
    assert found["kmsKeyId"].endswith(account.physical_id("s", "Key"))
    assert logs.list_tags_log_group(logGroupName="/ml/x")["tags"] == {"a": "b"}
    account.update("s", group(RetentionInDays=7))
    [found] = logs.describe_log_groups(logGroupNamePrefix="/ml/x")["logGroups"]
    assert found["retentionInDays"] == 7
    assert not found.get("kmsKeyId")
    account.delete("s")
    assert logs.describe_log_groups()["logGroups"] == []


def test_a_queue_reads_back_and_changes(account: TestAccount) -> None:
    def queue(seconds: int) -> dict[str, object]:
        redrive = {"deadLetterTargetArn": att("Dead", "Arn"), "maxReceiveCount": 3}
        properties = {"KmsMasterKeyId": "alias/aws/sqs", "VisibilityTimeout": seconds, "RedrivePolicy": redrive}
        policy = resource("AWS::SQS::QueuePolicy", Queues=[ref("Queue")], PolicyDocument=allow("sqs:SendMessage"))
        return {"Dead": resource("AWS::SQS::Queue"), "Queue": resource("AWS::SQS::Queue", **properties), "P": policy}

    account.create("s", queue(60))
    sqs, url = account.client("sqs"), account.physical_id("s", "Queue")
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert (found["KmsMasterKeyId"], found["VisibilityTimeout"]) == ("alias/aws/sqs", "60")
    assert json.loads(found["RedrivePolicy"])["maxReceiveCount"] == 3
    assert json.loads(found["Policy"])["Statement"][0]["Action"] == "sqs:SendMessage"
    account.update("s", queue(90))
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"] == "90"
    account.delete("s")
    assert sqs.list_queues().get("QueueUrls", []) == []


def test_a_parameter_reads_back_and_changes(account: TestAccount) -> None:
    def parameter(value: str) -> dict[str, object]:
        return {"P": resource("AWS::SSM::Parameter", Name="/a/b", Type="String", Value=value, Description="d")}

    ssm = account.client("ssm")
    account.create("s", parameter("1"))
    assert ssm.get_parameter(Name="/a/b")["Parameter"]["Value"] == "1"
    assert ssm.describe_parameters()["Parameters"][0]["Description"] == "d"
    account.update("s", parameter("2"))
    assert ssm.get_parameter(Name="/a/b")["Parameter"]["Value"] == "2"
    account.delete("s")
    with pytest.raises(ClientError, match="ParameterNotFound"):
        ssm.get_parameter(Name="/a/b")


def test_a_repository_reads_back_and_changes(account: TestAccount) -> None:
    rule = {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9}}
    lifecycle = json.dumps({"rules": [{**rule, "action": {"type": "expire"}}]})

    def repository(mutability: str) -> dict[str, object]:
        properties = {
            "RepositoryName": "team/train",
            "ImageTagMutability": mutability,
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": att("Key", "Arn")},
            "LifecyclePolicy": {"LifecyclePolicyText": lifecycle},
            "RepositoryPolicyText": allow("ecr:BatchGetImage"),
            "Tags": [{"Key": "team", "Value": "x"}],
        }
        return {"Key": _key(), "Repository": resource("AWS::ECR::Repository", **properties)}

    account.create("s", repository("IMMUTABLE"))
    ecr = account.client("ecr")
    [found] = ecr.describe_repositories()["repositories"]
    assert found["imageTagMutability"] == "IMMUTABLE"
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
    assert found["encryptionConfiguration"]["encryptionType"] == "KMS"
    assert found["encryptionConfiguration"]["kmsKey"].endswith(account.physical_id("s", "Key"))
    kept = json.loads(ecr.get_lifecycle_policy(repositoryName="team/train")["lifecyclePolicyText"])
    assert kept["rules"][0]["rulePriority"] == 1
    assert "ecr:BatchGetImage" in ecr.get_repository_policy(repositoryName="team/train")["policyText"]
    tags = ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]
    assert {"Key": "team", "Value": "x"} in tags
    account.update("s", repository("MUTABLE"))
    assert ecr.describe_repositories()["repositories"][0]["imageTagMutability"] == "MUTABLE"
    account.delete("s")
    assert ecr.describe_repositories()["repositories"] == []


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
