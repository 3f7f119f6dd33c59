"""Releases before, deployed, become the present one: nothing is replaced that holds something.

`releases/VERSION` holds what a release made of the samples (tools/keep_release.py). Only the code of its functions is
not kept: today's stands in, since what they do is tested elsewhere and their names and roles are the release's.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localaws.client import LocalAws
from mlplatform.release import RELEASE
from tools.cdk import Cdk
from tools.keep_release import RELEASES, SAMPLES, unpack
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]

STATEFUL = {
    "AWS::Athena::WorkGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ECR::Repository",
    "AWS::Glue::Database",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::ModelPackageGroup",
    "AWS::SageMaker::Space",
    "AWS::SageMaker::UserProfile",
}
"""Types of which a replacement loses homes, images, data, records or the way to them."""

TABLES = {"AWS::Athena::WorkGroup", "AWS::Glue::Database"}
"""What minimal.yaml has no features for."""
PROJECTS = {"AWS::SageMaker::ModelPackageGroup"}
"""What release 0.1.0 did not know."""


@dataclass(frozen=True)
class Kept:
    """One sample as one release made it."""

    archive: Path

    @property
    def version(self) -> tuple[int, ...]:
        return tuple(map(int, self.archive.parent.name.split(".")))

    @property
    def sample(self) -> str:
        return self.archive.name.removesuffix(".tar.xz")

    @property
    def holds(self) -> set[str]:
        """The stateful types that it has."""
        without = TABLES if self.sample == "minimal" else set()
        return STATEFUL - without - (PROJECTS if self.version == (0, 1, 0) else set())

    def __str__(self) -> str:
        return f"{self.archive.parent.name}-{self.sample}"


KEPT = sorted((Kept(archive) for archive in RELEASES.glob("*/*.tar.xz")), key=lambda kept: kept.version)
LATEST = KEPT[-1].version


def _case(kept: Kept) -> object:
    """Four accounts take minutes, and older releases are further away: both are for the night."""
    daily = kept.sample == "minimal" and kept.version == LATEST
    return pytest.param(kept, id=str(kept), marks=() if daily else pytest.mark.nightly)


def test_the_release_before_is_kept_for_every_sample() -> None:
    assert {kept.sample for kept in KEPT if kept.version == LATEST} == set(SAMPLES)
    assert tuple(map(int, RELEASE.split("."))) > LATEST


@pytest.fixture(params=[_case(kept) for kept in KEPT])
def kept(request: pytest.FixtureRequest) -> Kept:
    found = request.param
    assert isinstance(found, Kept)
    return found


@pytest.fixture
def platform(kept: Kept, tmp_path: Path) -> Iterator[LocalPlatform]:
    """Accounts with nothing but the bootstrap, and the present assembly."""
    with LocalAws.start(tmp_path / "aws") as aws:
        config = ROOT / "config" / f"{kept.sample}.yaml"
        found = LocalPlatform(aws=aws, config=config, assembly=tmp_path / "cdk.out")
        found.bootstrap()
        found.synth()
        yield found


def _release(platform: LocalPlatform, kept: Kept) -> Cdk:
    """The release's assembly with the code of today's functions."""
    folder = unpack(kept.archive, platform.assembly.with_name(str(kept)))
    (code,) = (path for path in platform.assembly.glob("asset.*") if (path / "custom_resources").is_dir())
    for manifest in folder.glob("*.assets.json"):
        for asset in json.loads(manifest.read_text())["files"].values():
            if asset["source"]["packaging"] == "zip" and not (folder / asset["source"]["path"]).exists():
                shutil.copytree(code, folder / asset["source"]["path"])
    return Cdk(assembly=folder, environment=platform.variables)


def _stateful(platform: LocalPlatform) -> dict[tuple[str, str, str], str]:
    """Stack, type and logical id to physical id, in every account."""
    return {
        (stack["StackName"], resource["ResourceType"], resource["LogicalResourceId"]): resource["PhysicalResourceId"]
        for place in platform.places
        for cloudformation in [place.client("cloudformation")]
        for stack in cloudformation.describe_stacks()["Stacks"]
        if stack["StackName"].startswith(f"{place.names.prefix}-")
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"])
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] in STATEFUL
    }


def _users(platform: LocalPlatform) -> dict[str, list[str]]:
    return {
        place.names.prefix: sorted(str(user) for user in Platform(client=place.client, names=place.names).users())
        for place in platform.places
        if place.environment.is_workbench
    }


def test_a_release_before_becomes_the_present_one(platform: LocalPlatform, kept: Kept) -> None:
    _release(platform, kept).deploy()
    before, users = _stateful(platform), _users(platform)
    assert {type_ for _, type_, _ in before} == kept.holds
    assert all(users.values())
    platform.cdk.deploy()
    after = _stateful(platform)
    assert {name: after.get(name) for name in before} == before
    assert _users(platform) == users
    assert "Number of stacks with differences: 0" in platform.cdk.diff()
