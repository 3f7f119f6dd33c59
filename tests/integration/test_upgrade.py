"""The previous release, deployed, becomes the present one: nothing is replaced that holds something.

`releases/VERSION` is the release's cloud assembly of config/minimal.yaml as it was synthesized then. Only the code of
its functions is not kept: today's stands in, since what they do is tested elsewhere and their names and roles are the
release's.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tools.cdk import Cdk
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
RELEASES = Path(__file__).with_name("releases")
LATEST = max(RELEASES.iterdir(), key=lambda release: tuple(map(int, release.name.split("."))))

STATEFUL = {
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ECR::Repository",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::Space",
    "AWS::SageMaker::UserProfile",
}
"""Types of which a replacement loses homes, images, data or the way to them."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """An account with nothing but the bootstrap, and the present assembly."""
    folder = tmp_path_factory.mktemp("upgrade")
    with LocalAws.start(folder / "aws") as aws:
        found = LocalPlatform(aws=aws, config=ROOT / "config" / "minimal.yaml", assembly=folder / "cdk.out")
        found.bootstrap()
        found.synth()
        yield found


def _release(platform: LocalPlatform) -> Cdk:
    """The release's assembly with the code of today's functions."""
    folder = platform.assembly.with_name(LATEST.name)
    shutil.copytree(LATEST, folder)
    (code,) = (path for path in platform.assembly.glob("asset.*") if (path / "custom_resources").is_dir())
    for manifest in folder.glob("*.assets.json"):
        for asset in json.loads(manifest.read_text())["files"].values():
            if asset["source"]["packaging"] == "zip":
                shutil.copytree(code, folder / asset["source"]["path"], dirs_exist_ok=True)
    return Cdk(assembly=folder, environment=platform.variables)


def _stateful(platform: LocalPlatform) -> dict[tuple[str, str], str]:
    """Type and logical id to physical id."""
    cloudformation = platform.client("cloudformation")
    stacks = [stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]]
    return {
        (resource["ResourceType"], resource["LogicalResourceId"]): resource["PhysicalResourceId"]
        for stack in stacks
        if stack.startswith("acme-main-")
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] in STATEFUL
    }


def test_the_previous_release_becomes_the_present_one(platform: LocalPlatform) -> None:
    _release(platform).deploy()
    before = _stateful(platform)
    assert {type_ for type_, _ in before} == STATEFUL
    users = Platform(client=platform.client, names=platform.names).users()
    platform.cdk.deploy()
    after = _stateful(platform)
    assert {name: after.get(name) for name in before} == before
    assert Platform(client=platform.client, names=platform.names).users() == users
    assert "Number of stacks with differences: 0" in platform.cdk.diff()
