"""SNS, Logs, SQS, SSM, ECR: every property reads back, updates reach the service, deletes leave nothing."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, a_key, allow, att, ref, resource

pytestmark = pytest.mark.local_aws


def test_a_topic_reads_back_and_changes(account: TestAccount) -> None:
    def topic(title: str, key: object) -> dict[str, object]:
        return resource("AWS::SNS::Topic", DisplayName=title, KmsMasterKeyId=key)

    policy = resource("AWS::SNS::TopicPolicy", Topics=[ref("Topic")], PolicyDocument=allow("sns:Publish"))
    account.create("s", {"Key": a_key(), "Topic": topic("Alarms", ref("Key")), "Policy": policy})
    sns, arn = account.client("sns"), account.physical_id("s", "Topic")
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("Alarms", account.physical_id("s", "Key"))
    assert json.loads(found["Policy"]) == allow("sns:Publish")
    account.update("s", {"Key": a_key(), "Topic": topic("Bells", "alias/aws/sns"), "Policy": policy})
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("Bells", "alias/aws/sns")
    account.delete("s")
    assert sns.list_topics()["Topics"] == []


def test_a_log_group_reads_back_and_changes(account: TestAccount) -> None:
    def group(**properties: object) -> dict[str, object]:
        return {"Key": a_key(), "Group": resource("AWS::Logs::LogGroup", LogGroupName="/ml/x", **properties)}

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
        return {"Key": a_key(), "Repository": resource("AWS::ECR::Repository", **properties)}

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
