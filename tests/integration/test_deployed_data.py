"""A team's buckets and what its roles may do with them, read back from S3 and IAM."""

import json
from typing import Any

import pytest

from tools.local_platform import LocalPlatform

Contract = dict[str, dict[str, Any]]
LAYERS = ("bronze", "silver", "gold", "work")


@pytest.fixture(scope="module")
def s3(platform: LocalPlatform) -> Any:
    return platform.client("s3")


@pytest.fixture(scope="module")
def buckets(contract: Contract) -> dict[str, str]:
    """Layer to the bucket's name, as the contract says."""
    found = contract["buckets/forecasting"]
    assert found["phases"] == ["train", "validation", "test", "production"]
    return {layer: found[layer] for layer in LAYERS}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_bucket_is_private_versioned_and_logged(
    s3: Any, buckets: dict[str, str], contract: Contract, layer: str
) -> None:
    bucket = buckets[layer]
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert (len(block), set(block.values())) == (4, {True})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (owner,) = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert owner["ObjectOwnership"] == "BucketOwnerEnforced"
    logging = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
    assert logging["TargetBucket"] == contract["buckets"]["access_logs"]
    assert logging["TargetPrefix"] == f"acme-main-Data-forecasting/{layer.capitalize()}/"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_bucket_has_the_teams_key(s3: Any, buckets: dict[str, str], contract: Contract, layer: str) -> None:
    (rule,) = s3.get_bucket_encryption(Bucket=buckets[layer])["ServerSideEncryptionConfiguration"]["Rules"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    assert default["SSEAlgorithm"] == "aws:kms"
    assert default["KMSMasterKeyID"] == contract["teams/forecasting"]["key_arn"]
    assert rule["BucketKeyEnabled"] is (layer != "gold")


def _policy(s3: Any, bucket: str) -> dict[str, dict[str, Any]]:
    statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    return {statement["Sid"]: statement for statement in statements}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_buckets_policy_denies_plain_http_and_other_keys_and_allows_nothing(
    s3: Any, buckets: dict[str, str], contract: Contract, layer: str
) -> None:
    statements = _policy(s3, buckets[layer])
    assert {statement["Effect"] for statement in statements.values()} == {"Deny"}
    assert statements["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    (key,) = statements["OwnKeyOnly"]["Condition"]["StringNotEquals"].values()
    assert key == contract["teams/forecasting"]["key_arn"]


def test_each_phase_of_gold_is_closed_but_to_roles_of_the_team(s3: Any, buckets: dict[str, str]) -> None:
    statements = _policy(s3, buckets["gold"])
    for phase in ("train", "validation", "test", "production"):
        for how in ("IsReadBy", "IsWrittenBy"):
            closed = statements[f"{phase.capitalize()}{how}"]
            assert closed["Resource"] == f"arn:aws:s3:::{buckets['gold']}/{phase}/*"
            roles = closed["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
            assert all(":role/acme-main-forecasting-" in role for role in roles)
    readers = statements["TestIsReadBy"]["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    assert "arn:aws:iam::111122223333:role/acme-main-forecasting-train" not in readers


def test_scratch_and_results_go_by_themselves(s3: Any, buckets: dict[str, str]) -> None:
    rules = s3.get_bucket_lifecycle_configuration(Bucket=buckets["work"])["Rules"]
    days = {rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in rules if "Days" in rule["Expiration"]}
    assert days == {"checkpoints/": 30, "queries/": 7, "scratch/": 30}
    (every,) = s3.get_bucket_lifecycle_configuration(Bucket=buckets["gold"])["Rules"]
    assert every["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90


def _data_policies(platform: LocalPlatform, role: str) -> list[list[dict[str, Any]]]:
    """Documents of the policies of the Data stack on a role."""
    iam = platform.client("iam")
    attached = iam.list_attached_role_policies(RoleName=f"acme-main-forecasting-{role}")["AttachedPolicies"]
    arns = [policy["PolicyArn"] for policy in attached if "-Data-forecasting-" in policy["PolicyArn"]]
    versions = [(arn, iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]) for arn in arns]
    documents = [iam.get_policy_version(PolicyArn=arn, VersionId=v)["PolicyVersion"]["Document"] for arn, v in versions]
    return [document["Statement"] for document in documents]


def test_training_reads_its_phases_and_is_denied_the_others(platform: LocalPlatform, buckets: dict[str, str]) -> None:
    (statements,) = _data_policies(platform, "train")
    rows = {statement["Sid"]: statement for statement in statements}
    gold = f"arn:aws:s3:::{buckets['gold']}"
    readable = [resource for resource in rows["ReadObjects"]["Resource"] if resource.startswith(gold)]
    assert readable == [f"{gold}/train/*", f"{gold}/validation/*"]
    assert rows["DenyOtherPhases"]["Resource"] == [f"{gold}/test/*", f"{gold}/production/*"]


@pytest.mark.parametrize("role", ["data-engineer", "data-scientist", "evaluate", "lead", "prepare", "serve"])
def test_each_role_that_works_with_data_has_one_policy_for_it(platform: LocalPlatform, role: str) -> None:
    assert len(_data_policies(platform, role)) == 1


def test_objects_are_kept_when_they_are_overwritten_and_deleted(s3: Any, buckets: dict[str, str]) -> None:
    where = {"Bucket": buckets["silver"], "Key": "test-of-versions/part-0"}
    for body in (b"one", b"two"):
        s3.put_object(**where, Body=body)
    s3.delete_object(**where)
    versions = s3.list_object_versions(Bucket=where["Bucket"], Prefix=where["Key"])
    bodies = {s3.get_object(**where, VersionId=v["VersionId"])["Body"].read() for v in versions["Versions"]}
    assert bodies == {b"one", b"two"}
    for version in (*versions["Versions"], *versions["DeleteMarkers"]):
        s3.delete_object(**where, VersionId=version["VersionId"])
