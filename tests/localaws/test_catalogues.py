"""ECR's registry, Glue's catalogue, Athena's workgroups: every property reads back, changes, is replaced and goes."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, allow, ref, resource

pytestmark = pytest.mark.local_aws

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
OTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/other"
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


def _database(name: str, **changes: object) -> Template:
    principal = {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}
    wanted = {
        "Name": name,
        "Description": "d",
        "LocationUri": "s3://lake/gold/",
        "Parameters": {"classification": "parquet"},
        "CreateTableDefaultPermissions": [{"Permissions": ["ALL"], "Principal": principal}],
        **changes,
    }
    return {"D": resource("AWS::Glue::Database", CatalogId=ref("AWS::AccountId"), DatabaseInput=wanted)}


def test_a_database_reads_back_changes_and_goes(account: TestAccount) -> None:
    glue = account.client("glue")
    account.create("s", _database("gold"))
    found = glue.get_database(Name="gold")["Database"]
    wanted = _database("gold")["D"]["Properties"]["DatabaseInput"]
    assert {name: found[name] for name in wanted} == wanted
    assert found["CatalogId"] == account.id
    account.update("s", _database("gold", Description="gold", Parameters={}, CreateTableDefaultPermissions=[]))
    found = glue.get_database(Name="gold")["Database"]
    assert (found["Description"], found["Parameters"], found["CreateTableDefaultPermissions"]) == ("gold", {}, [])
    assert "not found" in account.failing_update("s", _database("silver"))
    account.delete("s")
    assert glue.get_databases()["DatabaseList"] == []


def test_a_database_is_replaced_under_another_name(account: TestAccount) -> None:
    def named(name: str) -> Template:
        rest = {"CatalogId": ref("AWS::AccountId"), "DatabaseInput": {"Description": "d"}}
        return {"D": resource("AWS::Glue::Database", DatabaseName=name, **rest)}

    account.create("s", named("gold"))
    account.update("s", named("silver"))
    listed = account.client("glue").get_databases()["DatabaseList"]
    assert [one["Name"] for one in listed] == ["silver"]


def _encryption(mode: str, key: str) -> Template:
    at_rest = {"CatalogEncryptionMode": mode, "SseAwsKmsKeyId": key}
    passwords = {"ReturnConnectionPasswordEncrypted": True, "KmsKeyId": key}
    settings = {"EncryptionAtRest": at_rest, "ConnectionPasswordEncryption": passwords}
    jobs = {
        "S3Encryptions": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": key}],
        "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": key},
        "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": key},
    }
    catalogue = {"CatalogId": ref("AWS::AccountId"), "DataCatalogEncryptionSettings": settings}
    return {
        "Catalogue": resource("AWS::Glue::DataCatalogEncryptionSettings", **catalogue),
        "Jobs": resource("AWS::Glue::SecurityConfiguration", Name="jobs", EncryptionConfiguration=jobs),
    }


def test_encryption_of_the_catalogue_and_of_jobs_reads_back_changes_and_goes(account: TestAccount) -> None:
    glue = account.client("glue")
    account.create("s", _encryption("SSE-KMS", KEY))
    for key in (KEY, OTHER_KEY):
        found = glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]
        assert found["EncryptionAtRest"] == {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": key}
        assert found["ConnectionPasswordEncryption"] == {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": key}
        jobs = glue.get_security_configuration(Name="jobs")["SecurityConfiguration"]["EncryptionConfiguration"]
        assert jobs["S3Encryption"] == [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": key}]
        assert jobs["CloudWatchEncryption"] == {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": key}
        assert jobs["JobBookmarksEncryption"] == {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": key}
        if key == KEY:
            account.update("s", _encryption("SSE-KMS", OTHER_KEY))
    account.delete("s")
    found = glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]
    assert found["EncryptionAtRest"] == {"CatalogEncryptionMode": "DISABLED"}
    assert glue.get_security_configurations()["SecurityConfigurations"] == []


def _workgroup(results: Template, name: str = "analysts", **changes: object) -> Template:
    settings = {
        "EnforceWorkGroupConfiguration": True,
        "PublishCloudWatchMetricsEnabled": True,
        "BytesScannedCutoffPerQuery": 10_000_000_000,
        "RequesterPaysEnabled": False,
        "EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"},
        "ResultConfiguration": results,
        **changes,
    }
    rest = {"Description": "d", "State": "ENABLED", "RecursiveDeleteOption": True}
    tags = [{"Key": "team", "Value": "x"}]
    return {"W": resource("AWS::Athena::WorkGroup", Name=name, WorkGroupConfiguration=settings, Tags=tags, **rest)}


def test_a_workgroup_reads_back_changes_and_goes(account: TestAccount) -> None:
    athena = account.client("athena")
    place = {"OutputLocation": "s3://results/", "ExpectedBucketOwner": account.id}
    encrypted = {"EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}}
    account.create("s", _workgroup({**place, **encrypted}))
    found = athena.get_work_group(WorkGroup="analysts")["WorkGroup"]
    assert (found["Description"], found["State"]) == ("d", "ENABLED")
    wanted = _workgroup({**place, **encrypted})["W"]["Properties"]["WorkGroupConfiguration"]
    effective = {"EffectiveEngineVersion": "Athena engine version 3"}
    wanted["EngineVersion"] |= effective
    assert {name: found["Configuration"][name] for name in wanted} == wanted
    arn = f"arn:aws:athena:eu-west-1:{account.id}:workgroup/analysts"
    assert {"Key": "team", "Value": "x"} in athena.list_tags_for_resource(ResourceARN=arn)["Tags"]

    changed = _workgroup({"OutputLocation": "s3://other/"}, BytesScannedCutoffPerQuery=20_000_000_000)
    changed["W"]["Properties"].update(State="DISABLED", Tags=[])
    account.update("s", changed)
    found = athena.get_work_group(WorkGroup="analysts")["WorkGroup"]
    assert found["State"] == "DISABLED"
    assert found["Configuration"]["ResultConfiguration"] == {"OutputLocation": "s3://other/"}
    assert found["Configuration"]["BytesScannedCutoffPerQuery"] == 20_000_000_000
    assert athena.list_tags_for_resource(ResourceARN=arn)["Tags"] == []

    account.update("s", _workgroup(place, name="others"))
    assert "analysts" not in [one["Name"] for one in athena.list_work_groups()["WorkGroups"]]
    account.delete("s")
    assert "others" not in [one["Name"] for one in athena.list_work_groups()["WorkGroups"]]


def test_a_workgroup_with_queries_stays(account: TestAccount) -> None:
    kept = _workgroup({})
    kept["W"]["Properties"]["RecursiveDeleteOption"] = False
    account.create("s", kept)
    athena = account.client("athena")
    athena.create_named_query(Name="q", Database="gold", QueryString="SELECT 1", WorkGroup="analysts")
    account.client("cloudformation").delete_stack(StackName="s")
    account.await_status("s", "DELETE_FAILED")
    assert "is not empty" in account.reasons("s")
