"""`make diff` in an account that has drifted: every difference between the lock file and AWS is said in words."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tests.conftest import ROOT
from tools.cdk import Cdk
from tools.local_platform import LocalPlatform

DOMAIN = '"DomainName":"acme-main-shared"'
EXTRA = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
OTHER = {
    "Topic": {
        "Type": "AWS::SNS::Topic",
        "Properties": {
            "Tags": [{"Key": "organisation", "Value": "volta"}, {"Key": "environment", "Value": "hub"}],
            "KmsMasterKeyId": "alias/aws/sns",
        },
    }
}


@pytest.fixture(scope="module")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """Deployed from other templates than the lock was written from, without users, beside another organisation."""
    folder = tmp_path_factory.mktemp("drifted")
    with LocalAws.start(folder / "aws") as aws:
        platform = LocalPlatform(aws=aws, config=ROOT / "config" / "minimal.yaml", assembly=folder / "cdk.out")
        platform.bootstrap()
        platform.synth()
        _edit(folder)
        Cdk(assembly=folder / "cdk.out", environment=platform.variables).deploy("acme-main-Studio", "acme-main-Data-*")
        cloudformation = platform.client("cloudformation")
        cloudformation.create_stack(StackName="volta-hub-Network", TemplateBody=json.dumps({"Resources": OTHER}))
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName="volta-hub-Network", WaiterConfig={"Delay": 1}
        )
        yield platform


def _edit(folder: Path) -> None:
    """Another domain name, and a bucket that no lock knows."""
    studio = folder / "cdk.out" / "acme-main-Studio.template.json"
    text = studio.read_text()
    assert DOMAIN in text
    studio.write_text(text.replace(DOMAIN, DOMAIN.replace("shared", "other")))
    foundation = folder / "cdk.out" / "acme-main-Foundation.template.json"
    body = json.loads(foundation.read_text())
    body["Resources"]["Extra"] = EXTRA
    foundation.write_text(json.dumps(body))


def _compare(platform: LocalPlatform, config: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.deployed", config, *more]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **platform.variables}, capture_output=True, text=True, check=False
    )


def test_every_difference_is_said_and_stops(drifted: LocalPlatform) -> None:
    [lake] = [b for b in _buckets(drifted) if "gold" in b]
    drifted.client("s3").delete_bucket(Bucket=lake)
    [artefacts_key] = [
        alias["TargetKeyId"]
        for alias in drifted.client("kms").list_aliases()["Aliases"]
        if alias["AliasName"] == "alias/acme-main/artefacts"
    ]
    drifted.client("kms").schedule_key_deletion(KeyId=artefacts_key, PendingWindowInDays=7)
    result = _compare(drifted, "config/minimal.yaml")
    lines = " ".join(result.stdout.split())
    assert (result.returncode, result.stderr) == (1, "")
    assert 'DomainName is "acme-main-other" in AWS and "acme-main-shared" in the lock file' in lines
    assert f"the bucket {lake} is gone: somebody deleted it past CloudFormation" in lines
    assert f"the key {artefacts_key} waits for its deletion" in lines
    assert "acme-main-Foundation/Extra: the bucket acme-main-foundation-extra" in lines
    assert "acme-main-Users-shared-00: not deployed; the lock file holds of it" in lines
    assert "holds stacks of another organisation, volta, environment hub: volta-hub-Network" in lines
    assert "5 in the way, 4 to look at" in lines
    assert lines.endswith("Compared: main.")
    assert result.stdout.count("->") == result.stdout.count("  STOP ") + result.stdout.count("  look ")


def test_accounts_out_of_reach_are_named(drifted: LocalPlatform) -> None:
    """These credentials reach one account, which is none of the four."""
    result = _compare(drifted, "config/energy-retailer.yaml")
    assert result.returncode == 0
    assert result.stdout.count("NOT COMPARED, account") == 4
    assert result.stdout.rstrip().endswith("NOT compared, out of reach: hub, research, staging, prod.")
    one = _compare(drifted, "config/energy-retailer.yaml", "--environment", "prod")
    assert one.stdout.rstrip().endswith("out of reach: prod. Not asked for: hub, research, staging.")


def test_an_environment_that_does_not_exist_is_an_error(drifted: LocalPlatform) -> None:
    result = _compare(drifted, "config/minimal.yaml", "--environment", "prod")
    assert (result.returncode, "No environment prod" in result.stderr) == (1, True)


def _buckets(platform: LocalPlatform) -> list[str]:
    return [bucket["Name"] for bucket in platform.client("s3").list_buckets()["Buckets"]]
