"""Estates under test: both samples, and the largest organisation that a file may describe."""

import json
from pathlib import Path
from typing import Literal

import pytest
from aws_cdk import App

from mlplatform.settings import Organisation, Team, load_organisation
from stacks.deployment import Deployment
from stacks.environment import build_environment
from tests.conftest import ROOT, Assembly
from tests.properties.estate import LONGEST, Estate

MOST_TEAMS = 40


@pytest.fixture(scope="session")
def estate(minimal: Assembly) -> Estate:
    """The default sample."""
    return Estate(minimal.templates)


@pytest.fixture(scope="session")
def each(sample: Assembly) -> Estate:
    """Each sample in turn."""
    return Estate(sample.templates)


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
    """Forty teams, every name as long as the settings allow."""
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
    return minimal.model_copy(update={"name": "organisation", "environments": (longest,), "teams": teams, "users": ()})
