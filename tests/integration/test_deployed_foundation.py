"""Keys, buckets, alarms, budgets and functions, read back from their own services."""

import json
from typing import Any

import pytest

from tools.local_platform import LocalPlatform

Contract = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def kms(platform: LocalPlatform) -> Any:
    return platform.client("kms")


@pytest.fixture(scope="module")
def key_arns(contract: Contract) -> dict[str, str]:
    """Alias to the key that it must name."""
    keys = {f"alias/acme-main/{purpose}": contract["keys"][purpose] for purpose in ("artefacts", "domain", "logs")}
    return {**keys, "alias/acme-main/team/forecasting": contract["teams/forecasting"]["key_arn"]}


def _statements(kms: Any, key: str) -> dict[str, dict[str, Any]]:
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_every_key_has_its_alias_and_rotates(kms: Any, key_arns: dict[str, str]) -> None:
    aliases = {
        alias["AliasName"]: alias["TargetKeyId"] for alias in kms.list_aliases()["Aliases"] if "TargetKeyId" in alias
    }
    for alias, arn in key_arns.items():
        assert arn.endswith(aliases[alias])
        assert kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"] is True


def test_a_team_key_is_for_the_team_alone(kms: Any, key_arns: dict[str, str]) -> None:
    statements = _statements(kms, key_arns["alias/acme-main/team/forecasting"])
    assert set(statements) == {"Administer", "Team", "TeamGrants", "ReleasesGrants"}
    releases = statements["ReleasesGrants"]["Condition"]["ArnLike"]["aws:PrincipalArn"]
    assert releases == ["arn:aws:iam::111122223333:role/acme-main-project_demand-forecast-release"]
    assert "kms:Decrypt" not in statements["Administer"]["Action"]
    roles = statements["Team"]["Condition"]["ArnLike"]["aws:PrincipalArn"]
    assert [role.rsplit("/")[-1] for role in roles] == [
        f"acme-main-forecasting-{who}"
        for who in (
            *("data-scientist", "lead", "data-engineer", "ml-engineer"),
            *("prepare", "train", "evaluate", "pipeline", "serve"),
        )
    ]


def test_logs_are_encrypted_for_this_accounts_groups(
    kms: Any, key_arns: dict[str, str], platform: LocalPlatform
) -> None:
    logs = _statements(kms, key_arns["alias/acme-main/logs"])["Logs"]
    assert logs["Principal"] == {"Service": f"logs.{platform.region}.amazonaws.com"}
    (group,) = logs["Condition"]["ArnLike"].values()
    assert ":111122223333:log-group:" in group


def test_the_access_log_bucket_is_closed(platform: LocalPlatform, contract: Contract) -> None:
    s3, bucket = platform.client("s3"), contract["buckets"]["access_logs"]
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert block == dict.fromkeys(block, True)
    assert len(block) == 4
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    (owner,) = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert owner["ObjectOwnership"] == "BucketOwnerEnforced"
    (lifecycle,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert lifecycle["Expiration"]["Days"] == 400


def test_only_log_delivery_writes_there_and_only_by_tls(platform: LocalPlatform, contract: Contract) -> None:
    bucket = contract["buckets"]["access_logs"]
    policy = json.loads(platform.client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    allows = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert [statement["Principal"] for statement in allows] == [{"Service": "logging.s3.amazonaws.com"}]
    denies = [statement["Condition"] for statement in policy["Statement"] if statement["Effect"] == "Deny"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in denies


def test_the_alarm_topic_is_encrypted_and_reaches_the_contact(platform: LocalPlatform, contract: Contract) -> None:
    sns, topic = platform.client("sns"), contract["alarms"]["topic_arn"]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes["KmsMasterKeyId"] == contract["keys"]["logs"]
    sids = {statement["Sid"] for statement in json.loads(attributes["Policy"])["Statement"]}
    assert sids == {"PublishOfThisAccount", "TlsOnly"}
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "ml-platform@example.com")


@pytest.mark.parametrize(("name", "amount"), [("acme-main-environment", 3000), ("acme-main-team-forecasting", 1000)])
def test_budgets_have_the_amounts_of_the_file(platform: LocalPlatform, name: str, amount: int) -> None:
    budget = platform.client("budgets").describe_budget(AccountId="111122223333", BudgetName=name)["Budget"]
    assert float(budget["BudgetLimit"]["Amount"]) == amount
    assert (budget["BudgetType"], budget["TimeUnit"]) == ("COST", "MONTHLY")


def test_functions_are_private_encrypted_and_bounded(platform: LocalPlatform, contract: Contract) -> None:
    client = platform.client("lambda")
    names = [function["FunctionName"] for function in client.list_functions()["Functions"]]
    assert len(names) == 3  # of the network, of a domain's users, of domains that went
    for name in names:
        function = client.get_function_configuration(FunctionName=name)
        assert sorted(function["VpcConfig"]["SubnetIds"]) == sorted(contract["network"]["subnet_ids"])
        assert function["KMSKeyArn"] == contract["keys"]["artefacts"]
        assert function["DeadLetterConfig"]["TargetArn"] == contract["alarms"]["topic_arn"]
        assert function["TracingConfig"]["Mode"] == "Active"
        assert client.get_function_concurrency(FunctionName=name)["ReservedConcurrentExecutions"] in (1, 4)


@pytest.mark.parametrize("image", ["serving", "studio", "training"])
def test_repositories_are_immutable_scanned_and_encrypted(
    platform: LocalPlatform, contract: Contract, image: str
) -> None:
    ecr = platform.client("ecr")
    (repository,) = ecr.describe_repositories(repositoryNames=[f"acme/{image}"])["repositories"]
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"]["scanOnPush"] is True
    assert repository["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": contract["keys"]["artefacts"]}
    assert repository["repositoryUri"] == contract["images"]["repositories"][image]
    lifecycle = json.loads(ecr.get_lifecycle_policy(repositoryName=f"acme/{image}")["lifecyclePolicyText"])
    assert [rule["selection"]["tagStatus"] for rule in lifecycle["rules"]] == ["tagged", "tagged", "untagged"]
