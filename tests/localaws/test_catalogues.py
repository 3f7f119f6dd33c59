"""Glue's catalogue, Athena's workgroups: every property reads back, changes, is replaced and goes."""

import pytest

from tests.localaws.account import Template, TestAccount, ref, resource

pytestmark = pytest.mark.local_aws

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
OTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/other"


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
