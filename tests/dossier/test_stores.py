"""Stores and keys: what encrypts what, what stays how long, and who may use a key."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.dossier import read
from mlplatform.dossier.document import Key, Store
from mlplatform.dossier.stores import keys, stores
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_network import ACCOUNT, assembly_of, environment_of, policy, ref, resource, statement, template

ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
OTHER = {"AWS": "arn:aws:iam::999999999999:root"}
BLOCKED = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)


def store_of(type_: str, **properties: Any) -> Store:
    [found] = environment_of(assembly_of(template(It=resource(type_, **properties), Key=key()))).stores
    return found


def key(*statements: Any) -> dict[str, Any]:
    return resource("KMS::Key", KeyPolicy=policy(*statements), EnableKeyRotation=True)


def key_of(*statements: Any) -> Key:
    [found] = environment_of(assembly_of(template(Key=key(*statements)))).keys
    return found


def sse(**by_default: Any) -> dict[str, Any]:
    return {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": by_default}]}


@pytest.mark.parametrize(
    ("type_", "properties", "expected"),
    [
        ("S3::Bucket", {}, "SSE-S3"),
        ("S3::Bucket", {"BucketEncryption": sse(SSEAlgorithm="aws:kms")}, "AWS-managed aws/s3"),
        (
            "S3::Bucket",
            {"BucketEncryption": sse(SSEAlgorithm="aws:kms", KMSMasterKeyID={"Fn::GetAtt": ["Key", "Arn"]})},
            "shop-0/Key",
        ),
        ("S3::Bucket", {"BucketEncryption": sse(SSEAlgorithm="aws:kms", KMSMasterKeyID=ref("Key"))}, "shop-0/Key"),
        ("EFS::FileSystem", {}, "not encrypted"),
        ("EFS::FileSystem", {"Encrypted": True}, "AWS-managed aws/elasticfilesystem"),
        ("EFS::FileSystem", {"Encrypted": True, "KmsKeyId": ref("Key")}, "shop-0/Key"),
        ("Logs::LogGroup", {}, "AWS-owned"),
        ("SNS::Topic", {}, "not encrypted"),
        ("SNS::Topic", {"KmsMasterKeyId": "alias/aws/sns"}, "AWS-managed aws/sns"),
        ("SQS::Queue", {}, "SSE-SQS"),
        ("SQS::Queue", {"SqsManagedSseEnabled": False}, "not encrypted"),
        ("RDS::DBInstance", {"StorageEncrypted": False}, "not encrypted"),
        ("DynamoDB::Table", {"SSESpecification": {"SSEEnabled": True, "KMSMasterKeyId": ref("Key")}}, "shop-0/Key"),
        ("Logs::LogGroup", {"KmsKeyId": "arn:aws:kms:eu-west-1:9:key/1"}, "arn:aws:kms:eu-west-1:9:key/1"),
        (
            "SageMaker::FeatureGroup",
            {
                "OnlineStoreConfig": {"SecurityConfig": {"KmsKeyId": ref("Key")}},
                "OfflineStoreConfig": {"S3StorageConfig": {"KmsKeyId": "other"}},
            },
            "other, shop-0/Key",
        ),
        ("Glue::Database", {"DatabaseInput": {"Name": "sales"}}, "not encrypted"),
    ],
)
def test_what_encrypts(type_: str, properties: dict[str, Any], expected: str) -> None:
    assert store_of(type_, **properties).key == expected


def test_a_key_is_found_by_its_alias_and_in_another_stack() -> None:
    first = template(Key=key(), Alias=resource("KMS::Alias", AliasName="alias/data", TargetKeyId=ref("Key")))
    second = template(Log=resource("Logs::LogGroup", KmsKeyId="alias/data"))
    environment = environment_of(assembly_of(first, second))
    assert [store.key for store in environment.stores] == ["shop-0/Key"]
    assert [(found.name, found.encrypts) for found in environment.keys] == [("alias/data", ("shop-1/Log",))]


@pytest.mark.parametrize(
    ("type_", "properties", "retention", "backup"),
    [
        ("Logs::LogGroup", {}, "for ever", ""),
        ("Logs::LogGroup", {"RetentionInDays": 400}, "400 days", ""),
        ("S3::Bucket", {}, "for ever", ""),
        ("S3::Bucket", {"VersioningConfiguration": {"Status": "Suspended"}}, "for ever", ""),
        (
            "S3::Bucket",
            {
                "VersioningConfiguration": {"Status": "Enabled"},
                "LifecycleConfiguration": {
                    "Rules": [
                        {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 90}},
                        {"Status": "Enabled", "Prefix": "tmp/", "ExpirationInDays": 7},
                        {"Status": "Disabled", "ExpirationInDays": 1},
                    ]
                },
            },
            "for ever, old versions 90 days; tmp/: 7 days",
            "versions",
        ),
        ("SQS::Queue", {}, "4 days", ""),
        ("RDS::DBInstance", {"BackupRetentionPeriod": 0}, "", ""),
        ("RDS::DBInstance", {"BackupRetentionPeriod": 14}, "", "snapshots for 14 days"),
        (
            "ECR::Repository",
            {"LifecyclePolicy": {"LifecyclePolicyText": "{"}},
            "unknown: its lifecycle policy cannot be read",
            "",
        ),
        ("EFS::FileSystem", {"BackupPolicy": {"Status": "ENABLED"}}, "", "daily backup"),
    ],
)
def test_how_long_and_how_often(type_: str, properties: dict[str, Any], retention: str, backup: str) -> None:
    found = store_of(type_, **properties)
    assert (found.retention, found.backup) == (retention, backup)


def test_what_happens_on_deletion() -> None:
    kept = resource("S3::Bucket") | {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    half = resource("S3::Bucket") | {"DeletionPolicy": "Retain"}
    written = template(A=kept, B=half, C=resource("S3::Bucket"), D=resource("RDS::DBCluster"))
    found = {store.name: store.on_deletion for store in environment_of(assembly_of(written)).stores}
    assert found == {
        "A": "RetainExceptOnCreate",
        "B": "Retain; Delete when it is replaced",
        "C": "Delete",
        "D": "Snapshot",
    }


@pytest.mark.parametrize(
    ("said", "exposed"),
    [
        (statement("All"), "anybody (All)"),
        (statement("Other", Principal=OTHER), "account 999999999999 (Other)"),
        (statement("Own", Principal=ROOT), ""),
        (statement("Deny", Effect="Deny"), ""),
        (
            statement("Org", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            "organisation o-1 (Org)",
        ),
        (
            statement(
                "Guest",
                Principal=OTHER,
                Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/reader"}},
            ),
            "reader of account 999999999999 (Guest)",
        ),
        (
            statement("Near", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}),
            "whoever meets StringEquals aws:SourceVpce = vpce-1 (Near)",
        ),
        (statement("Log", Principal={"Service": "logging.s3.amazonaws.com"}), ""),
    ],
)
def test_who_reaches_a_bucket_from_outside(said: dict[str, Any], exposed: str) -> None:
    written = template(
        It=resource("S3::Bucket", PublicAccessBlockConfiguration=BLOCKED),
        Beside=resource("S3::BucketPolicy", Bucket=ref("It"), PolicyDocument=policy(said)),
    )
    [found] = environment_of(assembly_of(written)).stores
    assert (found.exposed, found.policy) == (exposed, "shop-0/Beside")


def test_public_access_that_is_not_blocked_is_said() -> None:
    assert store_of("S3::Bucket").exposed == "public access is not blocked"
    half = store_of("S3::Bucket", PublicAccessBlockConfiguration=BLOCKED | {"BlockPublicPolicy": False})
    assert half.exposed == "public access is not blocked: BlockPublicPolicy"


def test_who_administers_and_who_uses_a_key() -> None:
    by_role = {
        "ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/reader", f"arn:aws:iam::{ACCOUNT}:role/writer"]}
    }
    found = key_of(
        statement("Administer", Principal=ROOT, Action=["kms:PutKeyPolicy", "kms:DescribeKey"]),
        statement("Team", Principal=ROOT, Action=["kms:Decrypt"], Condition=by_role),
        statement("Lend", Principal=ROOT, Action=["kms:CreateGrant"], Condition=by_role),
        statement("Logs", Principal={"Service": "logs.amazonaws.com"}, Action=["kms:GenerateDataKey*"]),
        statement("Spoke", Principal=OTHER, Action=["kms:Decrypt"]),
        statement("Look", Principal=ROOT, Action=["kms:DescribeKey"]),
        statement("Never", Effect="Deny", Action=["kms:Decrypt"]),
    )
    assert found.administrators == (f"account {ACCOUNT}, by IAM policies (Administer)",)
    assert found.users == (
        "account 999999999999, by IAM policies (Spoke)",
        "logs.amazonaws.com (Logs)",
        "reader (Team)",
        "reader, lends it to services (Lend)",
        "writer (Team)",
        "writer, lends it to services (Lend)",
    )
    assert len(found.statements) == 7


def test_a_wildcard_does_both() -> None:
    found = key_of(statement("All", Principal=ROOT, Action="kms:*"))
    assert found.administrators == found.users == (f"account {ACCOUNT}, by IAM policies (All)",)


@pytest.mark.parametrize("name", ["minimal", "energy-retailer"])
def test_the_samples_encrypt_everything_with_their_own_keys(
    name: str, synthesized: Callable[[str], Synthesized]
) -> None:
    assembly = read(synthesized(name).folder)
    for place in assembly.places:
        known = {found.place for found in keys(assembly, place)}
        # S3 delivers access logs to no bucket that a key of one's own encrypts by default (decision record 0006).
        others = [s.name for s in stores(assembly, place) if s.key not in known]
        assert others in ([], ["AccessLogsBucket"])
        assert not [s for s in stores(assembly, place) if s.exposed and "of account" not in s.exposed]
    assert assembly.notes == []


def test_the_sample_names_whoever_uses_a_teams_key(synthesized: Callable[[str], Synthesized]) -> None:
    assembly = read(synthesized("energy-retailer").folder)
    [prod] = [place for place in assembly.places if place.name == "prod"]
    [found] = [found for found in keys(assembly, prod) if found.name == "alias/volta-prod/team/forecasting"]
    assert found.users == (
        "volta-prod-forecasting-data-engineer (Team)",
        "volta-prod-forecasting-data-engineer, lends it to services (TeamGrants)",
        "volta-prod-forecasting-serve (Team)",
        "volta-prod-forecasting-serve, lends it to services (TeamGrants)",
        "volta-prod-project_demand-forecast-release, lends it to services (ReleasesGrants)",
    )
    assert len(found.encrypts) == 5
