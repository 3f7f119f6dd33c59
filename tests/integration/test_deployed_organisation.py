"""The default organisation, four accounts side by side, deployed by `make demo` as the README says."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localaws import process
from localaws.client import LocalAws
from localaws.state import StateDirectory
from mlplatform.settings.roles import STUDIO_PERSONAS
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


def test_the_hub_replicates_its_images_to_the_other_accounts(organisation: Deployed) -> None:
    registry = organisation.platform.place("hub").client("ecr").describe_registry()
    [rule] = registry["replicationConfiguration"]["rules"]
    assert rule["repositoryFilters"] == [{"filter": "volta/", "filterType": "PREFIX_MATCH"}]
    assert [one["registryId"] for one in rule["destinations"]] == ["222222222222", "333333333333", "444444444444"]


@pytest.mark.parametrize("environment", ["research", "staging", "prod"])
def test_an_account_takes_the_hubs_images_into_closed_repositories(organisation: Deployed, environment: str) -> None:
    place = organisation.platform.place(environment)
    ecr = place.client("ecr")
    [statement] = json.loads(ecr.get_registry_policy()["policyText"])["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::111111111111:root"}
    assert statement["Resource"] == f"arn:aws:ecr:eu-west-1:{place.environment.account}:repository/volta/*"
    [template] = ecr.describe_repository_creation_templates()["repositoryCreationTemplates"]
    assert (template["prefix"], template["appliedFor"]) == ("volta", ["REPLICATION"])
    assert template["imageTagMutability"] == "IMMUTABLE"
    key = organisation.at(environment).contract()["keys"]["artefacts"]
    assert template["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": key}
    role = template["customRoleArn"].rpartition("/")[2]
    assert role == f"volta-{environment}-service_image-replicas"
    assert [found["RoleName"] for found in organisation.at(environment).roles()].count(role) == 1


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
        (user.name, user.team) for user in users if user.persona in STUDIO_PERSONAS
    )


def test_a_team_has_its_databases_and_a_workgroup_for_each_role_that_queries(organisation: Deployed) -> None:
    place = organisation.platform.place("research")
    contract, glue = organisation.at("research").contract(), place.client("glue")
    tables, buckets = contract["tables/trading"], contract["buckets/trading"]
    for layer in ("bronze", "silver", "gold"):
        database = glue.get_database(Name=tables["databases"][layer])["Database"]
        assert (database["Name"], database["LocationUri"]) == (
            f"volta_research_trading_{layer}",
            f"s3://{buckets[layer]}/",
        )
    assert {"data-engineer", "data-scientist", "lead", "ml-engineer", "prepare"} == set(tables["workgroups"])
    for role, name in tables["workgroups"].items():
        group = place.client("athena").get_work_group(WorkGroup=name)["WorkGroup"]
        settings = group["Configuration"]
        assert group["State"] == "ENABLED"
        assert settings["EnforceWorkGroupConfiguration"] is True
        assert settings["PublishCloudWatchMetricsEnabled"] is True
        assert settings["BytesScannedCutoffPerQuery"] == 1024**4
        assert settings["EngineVersion"]["SelectedEngineVersion"] == "Athena engine version 3"
        assert settings["ResultConfiguration"]["OutputLocation"] == f"s3://{buckets['work']}/queries/{role}/"
        encryption = settings["ResultConfiguration"]["EncryptionConfiguration"]
        assert encryption == {"EncryptionOption": "SSE_KMS", "KmsKey": contract["teams/trading"]["key_arn"]}


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


def test_every_account_is_compared_with_the_lock_file(organisation: Deployed) -> None:
    """With credentials of the hub: into the others by the role of their bootstrap that looks up."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.deployed", str(CONFIG)],
        cwd=ROOT,
        env={**os.environ, **organisation.platform.variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "0 in the way, 0 to look at. Compared: hub, research, staging, prod." in done.stdout


def test_a_projects_pipeline_leads_from_its_source_to_production(organisation: Deployed) -> None:
    """As CodePipeline has it: approvals before deployments, and the project's own role in each account."""
    pipeline = organisation.at("hub").client("codepipeline").get_pipeline(name="volta-hub-customer-value-churn")
    stages = {stage["name"]: stage["actions"] for stage in pipeline["pipeline"]["stages"]}
    assert list(stages) == ["Source", "Build", "Train", "Staging", "Prod"]
    roles = {
        action["name"]: action["roleArn"] for actions in stages.values() for action in actions if "roleArn" in action
    }
    assert roles == {
        "Train": "arn:aws:iam::222222222222:role/volta-research-project_churn-start",
        "ReleaseStaging": "arn:aws:iam::333333333333:role/volta-staging-project_churn-deploy",
        "ReleaseProd": "arn:aws:iam::444444444444:role/volta-prod-project_churn-deploy",
    }
    for name in ("Staging", "Prod"):
        assert [action["actionTypeId"]["category"] for action in stages[name]] == ["Approval", "Deploy"]


def test_builds_run_in_the_network_without_privileges(organisation: Deployed) -> None:
    hub = organisation.at("hub")
    names = hub.contract()["projects/churn/delivery"]["builds"]
    builds = hub.client("codebuild").batch_get_projects(names=names)["projects"]
    assert [build["name"] for build in builds] == names
    for build in builds:
        assert build["vpcConfig"]["vpcId"] == hub.contract()["network"]["vpc_id"]
        assert build["environment"]["privilegedMode"] is False


def test_the_workbench_trains_with_a_role_for_each_phase(organisation: Deployed) -> None:
    research = organisation.at("research")
    training = research.contract()["projects/churn/training"]
    described = research.client("sagemaker").describe_pipeline(PipelineName=training["pipeline"])
    steps = json.loads(described["PipelineDefinition"])["Steps"]
    assert [step["Name"] for step in steps] == ["Prepare", "Train", "Evaluate", "Register"]
    roles = [step["Arguments"]["RoleArn"].rpartition("-")[2] for step in steps[:3]]
    assert roles == ["prepare", "train", "evaluate"]
    machine = research.client("stepfunctions").describe_state_machine(stateMachineArn=training["state_machine_arn"])
    assert machine["loggingConfiguration"]["level"] == "ALL"


def test_a_release_is_deployed_where_the_project_is_served(organisation: Deployed) -> None:
    """The very file that the pipeline fetches, with the parameters that its last build writes."""
    staging = organisation.at("staging")
    [template] = (
        path.read_text()
        for path in organisation.platform.assembly.glob("asset.*/staging.template.json")
        if "Release of churn" in path.read_text()
    )
    cloudformation, stack = staging.client("cloudformation"), "volta-staging-Release-churn"
    package = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/customer-value-churn/1"
    given = {
        "Release": "1-0a1b2c3d",
        "ModelPackageArn": package,
        "ImageDigest": f"sha256:{'0' * 64}",
        "ModelData": "s3://models/artefacts/model.tar.gz",
    }
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    cloudformation.create_stack(StackName=stack, TemplateBody=template, Parameters=parameters)
    try:
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        sagemaker = staging.client("sagemaker")
        endpoint = sagemaker.describe_endpoint(EndpointName="customer-value-churn")
        config = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
        assert config["DataCaptureConfig"]["EnableCapture"] is True
        assert config["ProductionVariants"][0]["InitialInstanceCount"] == 2
        # The emulator drops a model's isolation: tests/properties and the rules look at that.
        assert config["ProductionVariants"][0]["ModelName"] == "customer-value-churn-1-0a1b2c3d"
    finally:
        cloudformation.delete_stack(StackName=stack)
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )


def test_one_environment_alone_is_named(organisation: Deployed) -> None:
    organisation.platform.cdk.deploy("volta-staging-*")
    assert organisation.at("staging").contract()["platform"]["kinds"] == ["serving"]


def test_everything_can_go(organisation: Deployed) -> None:
    organisation.platform.cdk.destroy()
    for place in organisation.platform.places:
        left = place.client("cloudformation").describe_stacks()["Stacks"]
        assert {stack["StackName"] for stack in left} == {"CDKToolkit", "volta-deployer-boundary"}
        assert organisation.at(place.environment.name).roles() == []
