"""A shard as full, and its names as long, as the settings allow: the limits of CloudFormation and Lambda."""

import json
from pathlib import Path

import pytest

from mlplatform.settings import User
from mlplatform.settings.names import MAX_PROFILE
from mlplatform.settings.people import USER_NAME
from mlplatform.settings.roles import STUDIO_PERSONAS
from mlplatform.settings.rules.profiles import MOST_IN_SHARD
from tests.conftest import ROOT, Assembly
from tests.properties.conftest import largest_organisation, synthesize
from tests.properties.estate import Estate
from tools.bench_templates import stacks_of

RESOURCES, SIZE = 450, 900_000
"""Of the 500 and the megabyte that CloudFormation takes: room for what a later release adds."""
REQUEST = 262_144
"""Bytes of an asynchronous event and of a message to a dead-letter topic; docs/decisions/0010 has the sources."""
PRESIGNED_URL = 4_096
"""What a request has besides the properties: the answer's URL, identifiers."""

Place = tuple[Estate, Path]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Forty teams in one domain with one shard, synthesized with paths in the templates, as the command line does."""
    organisation = largest_organisation()
    personas = sorted(STUDIO_PERSONAS)
    users = tuple(
        User(
            name=f"{number:04d}{'x' * 60}",
            team=organisation.teams[number % len(organisation.teams)].name,
            persona=personas[number % len(personas)],
        )
        for number in range(MOST_IN_SHARD)
    )
    folder = tmp_path_factory.mktemp("full")
    paths = {"aws:cdk:enable-path-metadata": True}
    return synthesize(folder, organisation.model_copy(update={"users": users}), **paths), folder


def test_the_names_are_the_longest(full: Place) -> None:
    """And one more character is refused: the sizes below are the largest."""
    profiles = full[0].of("AWS::SageMaker::UserProfile")
    people = [one for one in profiles if "-Users-" in one.stack]
    assert len(people) == MOST_IN_SHARD
    assert {len(one.properties["UserProfileName"]) for one in people} == {MAX_PROFILE}
    name = people[0].properties["Tags"][1]["Value"]
    assert USER_NAME.matches(name)
    assert not USER_NAME.matches(f"{name}x")


def test_a_full_shard_leaves_room_in_its_stack(full: Place) -> None:
    [shard] = [one for one in stacks_of(full[1]) if "-Users-" in one.name]
    assert MOST_IN_SHARD < shard.resources <= RESOURCES
    assert 200_000 < shard.size <= SIZE


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "config").glob("*.yaml")))
def test_every_stack_of_each_sample_has_room(name: str, request: pytest.FixtureRequest) -> None:
    assembly: Assembly = request.getfixturevalue("synthesized")(name)
    sizes = stacks_of(assembly.folder)
    assert sizes
    assert [one for one in sizes if one.resources > RESOURCES or one.size > SIZE] == []


def test_the_clean_up_of_everybody_fits_an_event(full: Place) -> None:
    """The largest request is an update that replaces all users of a full shard by others: it has both lists."""
    [clean_up] = full[0].of("Custom::ProfileCleanUp")
    assert len(clean_up.properties["Profiles"]) == MOST_IN_SHARD
    properties = {"ResourceProperties": clean_up.properties, "OldResourceProperties": clean_up.properties}
    assert 50_000 < len(json.dumps(properties)) + PRESIGNED_URL < REQUEST / 4
