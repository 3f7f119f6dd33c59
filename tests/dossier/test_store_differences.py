"""Each change of a store or a key, one at a time: the dossier says exactly that one."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlplatform.access import Estate
from mlplatform.access.assembly import Stack, read_stacks
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Change
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_network import (
    ACCOUNT,
    Template,
    changed,
    changes,
    edited,
    environment_of,
    logical_id,
    policy,
    ref,
    renamed,
    resource,
    statement,
    template,
)

Edit = Callable[[Template], None]
BLOCKED = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
OTHER = {"AWS": "arn:aws:iam::999999999999:root"}
OWN = statement("Own", Principal=ROOT, Resource={"Fn::Sub": "${Data.Arn}/*"})
ADMIN = statement("Admin", Principal=ROOT, Action="kms:*")
KEPT = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
SSE = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {
    "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": ref("Key")
}}]}  # fmt: skip
BASE = template(
    Key=resource("KMS::Key", EnableKeyRotation=True, KeyPolicy=policy(ADMIN)) | KEPT,
    Alias=resource("KMS::Alias", AliasName="alias/data", TargetKeyId=ref("Key")),
    Data=resource(
        "S3::Bucket",
        BucketEncryption=SSE,
        PublicAccessBlockConfiguration=BLOCKED,
        VersioningConfiguration={"Status": "Enabled"},
        LifecycleConfiguration={"Rules": [{"Status": "Enabled", "ExpirationInDays": 400}]},
        Tags=[{"Key": "team", "Value": "sales"}],
    )
    | KEPT,
    Beside=resource("S3::BucketPolicy", Bucket=ref("Data"), PolicyDocument=policy(OWN)),
    Log=resource("Logs::LogGroup", KmsKeyId={"Fn::GetAtt": ["Key", "Arn"]}, RetentionInDays=400),
)  # fmt: skip
BUCKET = "The S3 Bucket Data of the team sales"


def let(id_: str, **properties: Any) -> Edit:
    return lambda written: written["Resources"][id_]["Properties"].update(properties)


def take(id_: str, *names: str) -> Edit:
    def edit(written: Template) -> None:
        for name in names:
            del written["Resources"][id_]["Properties"][name]
        if not names:
            del written["Resources"][id_]

    return edit


def put(id_: str, **body: Any) -> Edit:
    return lambda written: written["Resources"].setdefault(id_, {}).update(body)


@pytest.mark.parametrize(
    ("edit", "kind", "place", "title"),
    [
        (take("Data", "BucketEncryption"), "store", "shop-0/Data", f"{BUCKET} is encrypted otherwise."),
        (
            let("Data", LifecycleConfiguration={"Rules": [{"Status": "Enabled", "ExpirationInDays": 30}]}),
            "store",
            "shop-0/Data",
            f"{BUCKET} keeps what it holds for a shorter time.",
        ),
        (
            let("Log", RetentionInDays=30),
            "store",
            "shop-0/Log",
            "The Logs LogGroup Log keeps what it holds for a shorter time.",
        ),
        (
            take("Log", "RetentionInDays"),
            "store",
            "shop-0/Log",
            "The Logs LogGroup Log keeps what it holds for a longer time.",
        ),
        (take("Data", "VersioningConfiguration"), "store", "shop-0/Data", f"{BUCKET} has other copies."),
        (
            put("Data", DeletionPolicy="Delete", UpdateReplacePolicy="Delete"),
            "store",
            "shop-0/Data",
            f"{BUCKET} meets another end when it leaves the template.",
        ),
        (
            take("Data", "PublicAccessBlockConfiguration"),
            "internet",
            "shop-0/Data",
            f"{BUCKET} is open to others than before.",
        ),
        (
            let("Beside", PolicyDocument=policy(OWN, statement("All"))),
            "internet",
            "shop-0/Beside",
            f"{BUCKET} has another policy.",
        ),
        (
            let("Beside", PolicyDocument=policy(OWN, statement("Guest", Principal=OTHER))),
            "store",
            "shop-0/Beside",
            f"{BUCKET} has another policy.",
        ),
        (take("Beside"), "store", "shop-0/Beside", f"{BUCKET} has another policy."),
        (put("Queue", **resource("SQS::Queue")), "store", "shop-0/Queue", "New SQS Queue Queue."),
        (take("Log"), "store", "shop-0/Log", "The Logs LogGroup Log is gone."),
        (let("Key", EnableKeyRotation=False), "key", "shop-0/Key", "The key alias/data is no longer rotated."),
        (
            let("Key", KeyPolicy=policy(ADMIN, statement("All", Action="kms:Decrypt"))),
            "key",
            "shop-0/Key",
            "The key alias/data has another policy (in: anybody (All)).",
        ),
        (
            let("Key", KeyPolicy=policy(statement("Admin", Principal=OTHER, Action="kms:*"))),
            "key",
            "shop-0/Key",
            "The key alias/data has another policy (in: account 999999999999, by IAM policies (Admin); "
            f"out: account {ACCOUNT}, by IAM policies (Admin)).",
        ),
        (put("Key", DeletionPolicy="Delete"), "key", "shop-0/Key", "The key alias/data is kept otherwise."),
        (put("Second", **resource("KMS::Key", KeyPolicy=policy())), "key", "shop-0/Second", "New key Second."),
    ],
)  # fmt: skip
def test_one_change_is_one_change(edit: Edit, kind: str, place: str, title: str) -> None:
    [found] = changed(BASE, edit)
    assert (found.kind, found.place, found.title) == (kind, place, title)


def test_an_identical_assembly_changes_nothing() -> None:
    assert changed(BASE, lambda written: None) == []


def test_a_change_says_what_was_and_what_is() -> None:
    [found] = changed(BASE, take("Data", "BucketEncryption"))
    assert (found.before, found.after) == ("shop-0/Key", "SSE-S3")


@pytest.mark.parametrize("old", ["Key", "Data", "Log", "Alias", "Beside"])
def test_a_renamed_resource_is_no_change(old: str) -> None:
    def edit(written: Template) -> None:
        texts = {"${Data.Arn}/*": "${DataAnew.Arn}/*"} if old == "Data" else {}
        written["Resources"] = _renamed(written["Resources"], {old: f"{old}Anew"} | texts)

    assert changed(BASE, edit) == []


def test_a_renamed_resource_that_differs_is_not_the_same() -> None:
    def edit(written: Template) -> None:
        written["Resources"]["Other"] = copy.deepcopy(written["Resources"].pop("Log"))
        written["Resources"]["Other"]["Properties"]["RetentionInDays"] = 1

    assert [found.title for found in changed(BASE, edit)] == [
        "New Logs LogGroup Other.",
        "The Logs LogGroup Log is gone.",
    ]


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


# The same on the default organisation -----------------------------------------------------------------------------

DATA, FOUNDATION = "volta-prod-Data-forecasting", "volta-prod-Foundation"


@pytest.fixture(scope="module")
def volta(synthesized: Callable[[str], Synthesized]) -> tuple[Stack, ...]:
    return read_stacks(synthesized("energy-retailer").folder)


def differs(volta: tuple[Stack, ...], after: tuple[Stack, ...]) -> list[Change]:
    one, other = (
        environment_of(Assembly(folder=Path("volta"), estate=Estate(stacks)), "prod") for stacks in (volta, after)
    )
    return changes(one, other)


def test_a_weaker_key_policy(volta: tuple[Stack, ...]) -> None:
    key = logical_id(volta, FOUNDATION, "AWS::KMS::Key", "KeysTeamForecasting")

    def edit(written: Template) -> None:
        statements = written["Resources"][key]["Properties"]["KeyPolicy"]["Statement"]
        del next(found for found in statements if found["Sid"] == "Team")["Condition"]

    [found] = differs(volta, edited(volta, FOUNDATION, edit))
    assert (found.kind, found.place) == ("key", f"{FOUNDATION}/{key}")
    assert found.title == (
        "The key alias/volta-prod/team/forecasting has another policy "
        "(in: account 444444444444, by IAM policies (Team); out: volta-prod-forecasting-data-engineer (Team), "
        "volta-prod-forecasting-serve (Team))."
    )
    assert "aws:PrincipalArn" in found.before
    assert "aws:PrincipalArn" not in found.after


def test_a_bucket_without_a_key(volta: tuple[Stack, ...]) -> None:
    bucket = logical_id(volta, DATA, "AWS::S3::Bucket", "LakeGold")
    [found] = differs(volta, edited(volta, DATA, take(bucket, "BucketEncryption")))
    assert (found.kind, found.place, found.after) == ("store", f"{DATA}/{bucket}", "SSE-S3")


def test_a_shorter_retention(volta: tuple[Stack, ...]) -> None:
    bucket = logical_id(volta, DATA, "AWS::S3::Bucket", "LakeGold")

    def edit(written: Template) -> None:
        [rule] = written["Resources"][bucket]["Properties"]["LifecycleConfiguration"]["Rules"]
        rule["NoncurrentVersionExpiration"]["NoncurrentDays"] = 7

    [found] = differs(volta, edited(volta, DATA, edit))
    assert found.title == "The S3 Bucket LakeGold of the team forecasting keeps what it holds for a shorter time."
    assert (found.before, found.after) == ("for ever, old versions 90 days", "for ever, old versions 7 days")


@pytest.mark.parametrize(
    ("stack", "type_", "start"),
    [
        (DATA, "AWS::S3::Bucket", "LakeGold"),
        (FOUNDATION, "AWS::KMS::Key", "KeysTeamForecasting"),
        (FOUNDATION, "AWS::S3::Bucket", "AccessLogs"),
        (FOUNDATION, "AWS::SNS::Topic", "Alarms"),
        ("volta-prod-Network", "AWS::Logs::LogGroup", "NetworkFlowLog"),
    ],
)
def test_a_renamed_construct_is_no_change(stack: str, type_: str, start: str, volta: tuple[Stack, ...]) -> None:
    old = logical_id(volta, stack, type_, start)
    after = renamed(volta, old, f"Anew{old[:-8]}0BADC0DE")
    assert differs(volta, after) == []
