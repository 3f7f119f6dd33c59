"""The default organisation, four accounts side by side, deployed by `make demo` as the README says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localaws import process
from localaws.client import LocalAws
from localaws.state import StateDirectory
from tests.integration import readme
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config" / "energy-retailer.yaml"


@dataclass(frozen=True)
class Deployed:
    """The organisation, and what `make demo` printed."""

    platform: LocalPlatform
    printed: str

    def at(self, environment: str) -> Platform:
        place = self.platform.place(environment)
        return Platform(client=place.client, names=place.names)


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("organisation")
    try:
        printed = readme.run("make demo", {"KEEP": "1", "STATE": str(folder / "aws")})
        aws = LocalAws.attach(folder / "aws")
        platform = LocalPlatform(aws=aws, config=CONFIG, assembly=folder / "cdk.out")
        platform.synth()
        yield Deployed(platform, printed)
    finally:
        process.stop(StateDirectory(folder / "aws"))


def test_the_demo_prints_what_the_readme_shows(organisation: Deployed) -> None:
    """Line by line, but for ids that are new every time and what the README leaves out."""
    shown = {" ".join(line.split()) for line in organisation.printed.splitlines()}
    promised = [" ".join(line.split()) for line in readme.block("==> 1/4 Synthesize")]
    stable = [line for line in promised if "vpc-" not in line and "subnet-" not in line and "..." not in line]
    assert len(stable) > 10
    assert [line for line in stable if line not in shown] == []


def test_every_account_has_its_own_environment_and_no_other(organisation: Deployed) -> None:
    for place in organisation.platform.places:
        stacks = place.client("cloudformation").describe_stacks()["Stacks"]
        prefix = f"{place.names.prefix}-"
        own = [stack["StackName"] for stack in stacks if stack["StackName"].startswith(prefix)]
        others = {stack["StackName"] for stack in stacks} - set(own)
        assert others == {"CDKToolkit", "volta-deployer-boundary"}
        assert {stack["StackStatus"] for stack in stacks} == {"CREATE_COMPLETE"}


def test_stacks_are_those_of_the_environments_kinds(organisation: Deployed) -> None:
    assert organisation.at("hub").repositories()
    assert [organisation.at(name).repositories() for name in ("research", "staging", "prod")] == [[], [], []]
    teams = {team.name for team in organisation.platform.organisation.teams}
    domains = {domain["DomainName"] for domain in organisation.at("research").domains()}
    assert domains == {f"volta-research-{team}" for team in teams}
    assert [organisation.at(name).domains() for name in ("hub", "staging", "prod")] == [[], [], []]


def test_every_account_pulls_from_its_own_registry(organisation: Deployed) -> None:
    for place in organisation.platform.places:
        contract = organisation.at(place.environment.name).contract()
        registry = f"{place.environment.account}.dkr.ecr.eu-west-1.amazonaws.com/volta"
        images = {name: f"{registry}/{name}" for name in ("serving", "studio", "training")}
        assert contract["images"]["repositories"] == images
        training = contract["images/xgboost"]["training"]["cpu"]
        assert training["image"] == "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5"
        assert training["pinned"] is False
        assert contract["sizes"]["small"]["instance_types"]["cpu"][0] == "ml.m7i.large"


def test_the_workbench_has_an_image_that_waits_for_its_first_version(organisation: Deployed) -> None:
    sagemaker = organisation.platform.place("research").client("sagemaker")
    image = sagemaker.describe_image(ImageName="volta-research-studio")
    assert image["ImageStatus"] == "CREATED"
    assert sagemaker.list_image_versions(ImageName="volta-research-studio")["ImageVersions"] == []
    for domain in organisation.at("research").domains():
        assert "CustomImages" not in domain["DefaultUserSettings"]["JupyterLabAppSettings"]


def test_every_user_has_a_profile_in_the_teams_domain(organisation: Deployed) -> None:
    users = organisation.platform.organisation.users
    found = organisation.at("research").users()
    assert sorted((name, team) for team, names in found.items() for name in names) == sorted(
        (user.name, user.team) for user in users
    )


def test_networks_are_apart(organisation: Deployed) -> None:
    ranges = {
        place.environment.name: [
            vpc["CidrBlock"] for vpc in place.client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]
        ]
        for place in organisation.platform.places
    }
    assert ranges == {
        "hub": ["10.64.0.0/21"],
        "research": ["10.65.0.0/16"],
        "staging": ["10.66.0.0/21"],
        "prod": ["10.67.0.0/20"],
    }


def test_nothing_is_left_to_change(organisation: Deployed) -> None:
    assert "Number of stacks with differences: 0" in organisation.platform.cdk.diff()


def test_one_environment_alone_is_named(organisation: Deployed) -> None:
    organisation.platform.cdk.deploy("volta-staging-*")
    assert organisation.at("staging").contract()["platform"]["kinds"] == ["serving"]


def test_everything_can_go(organisation: Deployed) -> None:
    organisation.platform.cdk.destroy()
    for place in organisation.platform.places:
        left = place.client("cloudformation").describe_stacks()["Stacks"]
        assert {stack["StackName"] for stack in left} == {"CDKToolkit", "volta-deployer-boundary"}
        assert organisation.at(place.environment.name).roles() == []
