"""ECR's repositories and registry: every property reads back, changes, is replaced and goes."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, allow, ref, resource

pytestmark = pytest.mark.local_aws

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
SPOKE = "444455556666"


def _repository(**changes: object) -> Template:
    rules = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged"}, "action": {"type": "expire"}}]}
    properties = {
        "RepositoryName": "train",
        "ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "ImageTagMutabilityExclusionFilters": [
            {"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": "dev*"}
        ],
        "ImageScanningConfiguration": {"ScanOnPush": True},
        "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": KEY},
        "LifecyclePolicy": {"LifecyclePolicyText": json.dumps(rules)},
        "RepositoryPolicyText": allow("ecr:BatchGetImage"),
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {"R": resource("AWS::ECR::Repository", **properties)}


def test_a_repository_reads_back_changes_and_goes(account: TestAccount) -> None:
    ecr = account.client("ecr")
    account.create("s", _repository())
    [found] = ecr.describe_repositories(repositoryNames=["train"])["repositories"]
    assert found["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert found["imageTagMutabilityExclusionFilters"] == [{"filterType": "WILDCARD", "filter": "dev*"}]
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
    assert found["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": KEY}
    expiry = json.loads(ecr.get_lifecycle_policy(repositoryName="train")["lifecyclePolicyText"])
    assert expiry["rules"][0]["action"] == {"type": "expire"}
    assert json.loads(ecr.get_repository_policy(repositoryName="train")["policyText"]) == allow("ecr:BatchGetImage")
    tags = ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]
    assert {"Key": "team", "Value": "x"} in tags

    plain = _repository(ImageTagMutability="IMMUTABLE", ImageScanningConfiguration={"ScanOnPush": False})
    del plain["R"]["Properties"]["ImageTagMutabilityExclusionFilters"]
    account.update("s", plain)
    [found] = ecr.describe_repositories(repositoryNames=["train"])["repositories"]
    assert found["imageTagMutability"] == "IMMUTABLE"
    assert "imageTagMutabilityExclusionFilters" not in found
    assert found["imageScanningConfiguration"] == {"scanOnPush": False}

    account.update(
        "s", {"R": resource("AWS::ECR::Repository", **{**plain["R"]["Properties"], "RepositoryName": "two"})}
    )
    assert [one["repositoryName"] for one in ecr.describe_repositories()["repositories"]] == ["two"]
    account.delete("s")
    assert ecr.describe_repositories()["repositories"] == []


def _registry(action: str, region: str) -> Template:
    rule = {
        "Destinations": [{"Region": region, "RegistryId": SPOKE}],
        "RepositoryFilters": [{"Filter": "train", "FilterType": "PREFIX_MATCH"}],
    }
    replication = {"ReplicationConfiguration": {"Rules": [rule]}}
    return {
        "Policy": resource("AWS::ECR::RegistryPolicy", PolicyText=allow(action)),
        "Replication": resource("AWS::ECR::ReplicationConfiguration", **replication),
    }


def test_a_registry_reads_back_changes_and_goes(account: TestAccount) -> None:
    ecr = account.client("ecr")
    outputs = account.create("s", _registry("ecr:ReplicateImage", "eu-west-1"), Outputs={"R": {"Value": ref("Policy")}})
    assert outputs["R"] == account.id
    assert json.loads(ecr.get_registry_policy()["policyText"]) == allow("ecr:ReplicateImage")
    [rule] = ecr.describe_registry()["replicationConfiguration"]["rules"]
    assert rule["destinations"] == [{"region": "eu-west-1", "registryId": SPOKE}]
    assert rule["repositoryFilters"] == [{"filter": "train", "filterType": "PREFIX_MATCH"}]
    account.update("s", _registry("ecr:CreateRepository", "eu-central-1"))
    assert json.loads(ecr.get_registry_policy()["policyText"]) == allow("ecr:CreateRepository")
    assert (
        ecr.describe_registry()["replicationConfiguration"]["rules"][0]["destinations"][0]["region"] == "eu-central-1"
    )
    account.delete("s")
    assert ecr.describe_registry()["replicationConfiguration"] == {"rules": []}
    with pytest.raises(ClientError, match="RegistryPolicyNotFound"):
        ecr.get_registry_policy()


def test_a_registry_does_not_replicate_to_itself(account: TestAccount) -> None:
    wrong = {"Rules": [{"Destinations": [{"Region": "eu-west-1", "RegistryId": account.id}]}]}
    replication = resource("AWS::ECR::ReplicationConfiguration", ReplicationConfiguration=wrong)
    assert "does not replicate to itself" in account.failing_create("s", {"R": replication})


def _born(**changes: object) -> Template:
    rules = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged"}, "action": {"type": "expire"}}]}
    tags = {"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": "dev*"}
    properties = {
        "Prefix": "train",
        "AppliedFor": ["REPLICATION"],
        "Description": "replicas",
        "ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": KEY},
        "LifecyclePolicy": json.dumps(rules),
        "ImageTagMutabilityExclusionFilters": [tags],
        "RepositoryPolicy": json.dumps(allow("ecr:BatchGetImage")),
        "CustomRoleArn": "arn:aws:iam::111122223333:role/replicas",
        "ResourceTags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {"T": resource("AWS::ECR::RepositoryCreationTemplate", **properties)}


def test_a_template_for_replicas_reads_back_changes_and_goes(account: TestAccount) -> None:
    ecr = account.client("ecr")
    account.create("s", _born())
    [found] = ecr.describe_repository_creation_templates(prefixes=["train"])["repositoryCreationTemplates"]
    assert (found["appliedFor"], found["description"]) == (["REPLICATION"], "replicas")
    assert found["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert found["imageTagMutabilityExclusionFilters"] == [{"filterType": "WILDCARD", "filter": "dev*"}]
    assert found["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": KEY}
    assert found["lifecyclePolicy"] == _born()["T"]["Properties"]["LifecyclePolicy"]
    assert json.loads(found["repositoryPolicy"]) == allow("ecr:BatchGetImage")
    assert found["customRoleArn"].endswith("role/replicas")
    assert found["resourceTags"] == [{"Key": "team", "Value": "x"}]
    account.update("s", _born(AppliedFor=["REPLICATION", "PULL_THROUGH_CACHE"], Description="all"))
    [found] = ecr.describe_repository_creation_templates()["repositoryCreationTemplates"]
    assert (found["appliedFor"], found["description"]) == (["REPLICATION", "PULL_THROUGH_CACHE"], "all")
    account.update("s", _born(Prefix="serve"))
    described = ecr.describe_repository_creation_templates()["repositoryCreationTemplates"]
    assert [one["prefix"] for one in described] == ["serve"]
    account.delete("s")
    assert ecr.describe_repository_creation_templates()["repositoryCreationTemplates"] == []
