"""Estates under test: every sample, and the largest organisation that a file may describe."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from aws_cdk import App

from mlplatform.settings import Organisation, Team, load_organisation
from mlplatform.settings.rules.projects import MOST
from stacks.deployment import Deployment
from stacks.environment import build_environment
from tests.conftest import ROOT, SAMPLES, Assembly
from tests.properties.estate import LONGEST, PSEUDO, Estate

MOST_TEAMS = 40
PLACES = [
    (sample, environment)
    for sample in SAMPLES
    for environment in load_organisation(ROOT / "config" / f"{sample}.yaml").environments
]
ENVIRONMENTS = [(sample, environment.name) for sample, environment in PLACES]
WORKBENCHES = [(sample, environment.name) for sample, environment in PLACES if environment.is_workbench]


@pytest.fixture(scope="session")
def estate(minimal: Assembly) -> Estate:
    """The smallest sample."""
    return Estate(minimal.templates)


@pytest.fixture(scope="session", params=ENVIRONMENTS, ids="-".join)
def each(request: pytest.FixtureRequest, synthesized: Callable[[str], Assembly]) -> Estate:
    """Each environment of each sample in turn."""
    sample, environment = request.param
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    return environment_of(organisation, environment, synthesized(sample))


def environment_of(organisation: Organisation, environment: str, assembly: Assembly) -> Estate:
    """One environment of an assembly, in its own account."""
    [account] = [one.account for one in organisation.environments if one.name == environment]
    stacks = f"{organisation.name}-{environment}-"
    templates = {name: body for name, body in assembly.templates.items() if name.startswith(stacks)}
    return Estate(templates, {**PSEUDO, "AWS::AccountId": account or PSEUDO["AWS::AccountId"]})


@pytest.fixture(scope="session")
def largest(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    """Forty teams in one Studio domain, every name as long as the settings allow."""
    return synthesize(tmp_path_factory.mktemp("largest"), largest_organisation())


def synthesize(folder: Path, organisation: Organisation, **more: object) -> Estate:
    """An organisation's first environment, without the gates: they are not what is tested here. `more` is context."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | more
    app = App(outdir=str(folder), context=context, builtin_cloud_formation_validation=False)
    build_environment(app, Deployment(organisation=organisation, environment=organisation.environments[0]))
    app.synth()
    return Estate(Assembly(folder).templates, LONGEST)


def largest_organisation(domains: Literal["shared", "per-team"] = "shared") -> Organisation:
    """Forty teams with sixty projects, every name as long as the settings allow."""
    minimal = load_organisation(ROOT / "config" / "minimal.yaml")
    [environment] = minimal.environments
    assert environment.studio is not None
    studio = environment.studio.model_copy(update={"domains": domains})
    teams = tuple(
        Team(name=f"long-name-of-team-{index:02d}", cost_centre="1", monthly_budget_usd=1)
        for index in range(MOST_TEAMS)
    )
    changes = {"name": "environment1", "studio": studio, "features": ("athena",)}
    longest = environment.model_copy(update=changes)
    [project] = minimal.projects
    projects = tuple(
        project.model_copy(update={"name": f"long-name-project-{index:02d}", "team": teams[index % MOST_TEAMS].name})
        for index in range(MOST)
    )
    every = {"environments": (longest,), "teams": teams, "projects": projects, "users": ()}
    return minimal.model_copy(update={"name": "organisation", **every})
