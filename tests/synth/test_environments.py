"""The default organisation as one synth: layers, no chains, and `-c environment=NAME`, which only narrows."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from mlplatform.settings import load_organisation
from tests.conftest import ROOT, Assembly, synth

CONFIG = ROOT / "config" / "energy-retailer.yaml"
DEEPEST = 5
"""Layers of stacks, one after the other: Foundation, Network, Identity, Studio, Users."""
SHARDS = "Users"
RELEASES = 6
"""Three projects, each released into staging and prod."""


@pytest.fixture(scope="module")
def organisation(synthesized: Callable[[str], Assembly]) -> Assembly:
    return synthesized("energy-retailer")


def needs(assembly: Path) -> dict[str, set[str]]:
    """Stack to the stacks that are deployed before it."""
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    stacks = {name: artifact for name, artifact in artifacts.items() if artifact["type"] == "aws:cloudformation:stack"}
    return {name: set(artifact.get("dependencies", [])) & set(stacks) for name, artifact in stacks.items()}


def depth(edges: Mapping[str, set[str]]) -> int:
    """Stacks on the longest way."""

    @cache
    def below(stack: str) -> int:
        return 1 + max(map(below, edges[stack]), default=0)

    return max(map(below, edges))


def layer(stack: str) -> str:
    """The kind of a stack: `volta-research-Users-trading-00` is one of Users."""
    return stack.split("-")[2]


def test_an_environment_is_at_most_five_layers_deep(organisation: Assembly) -> None:
    edges = needs(organisation.folder)
    environments = {stack.rsplit("-", 1)[0].split("-")[1] for stack in edges}
    assert environments == {environment.name for environment in load_organisation(CONFIG).environments}
    for environment in environments:
        own = {stack for stack in edges if stack.split("-")[1] == environment}
        assert depth({stack: edges[stack] & own for stack in own}) <= DEEPEST


def test_stacks_of_one_kind_wait_for_none_of_their_own(organisation: Assembly) -> None:
    """A chain of shards, or of projects, would make each wait for the one before."""
    edges = needs(organisation.folder)
    chained = [(stack, other) for stack, before in edges.items() for other in before if layer(stack) == layer(other)]
    assert chained == []
    assert sum(layer(stack) == SHARDS for stack in edges) > 1


def test_a_chain_would_be_seen() -> None:
    assert depth({"a": set(), "b": {"a"}, "c": {"b", "a"}}) == 3


def test_every_stack_names_its_account(organisation: Assembly) -> None:
    artifacts = json.loads((organisation.folder / "manifest.json").read_text())["artifacts"]
    places = {e.name: f"aws://{e.account}/{e.region}" for e in load_organisation(CONFIG).environments}
    stacks = {name: a for name, a in artifacts.items() if a["type"] == "aws:cloudformation:stack"}
    assert {name: a["environment"] for name, a in stacks.items()} == {
        name: places[name.split("-")[1]] for name in stacks
    }


def _synth(folder: Path, environment: str) -> tuple[int, str, Assembly]:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    context |= {"config": str(CONFIG), "environment": environment}
    result = synth(folder, CONFIG, CDK_CONTEXT_JSON=json.dumps(context))
    return result.returncode, result.stderr, Assembly(folder)


def releases(assembly: Path) -> dict[str, str]:
    """The release templates, and the archives of them that the pipelines deploy from."""
    found = [*assembly.glob("assembly-Releases-*/*.template.json"), *assembly.glob("asset.*/*.template.json")]
    return {str(path.relative_to(assembly)): path.read_text() for path in found}


@pytest.mark.parametrize("environment", ["hub", "research", "staging", "prod"])
def test_one_environment_alone_is_what_it_is_among_the_others(
    organisation: Assembly, tmp_path: Path, environment: str
) -> None:
    code, said, alone = _synth(tmp_path / "out", environment)
    assert code == 0, said
    own = {name: template for name, template in organisation.templates.items() if name.split("-")[1] == environment}
    assert dict(alone.templates) == own
    bytes_of = [(alone.folder / f"{name}.template.json").read_bytes() for name in own]
    assert bytes_of == [(organisation.folder / f"{name}.template.json").read_bytes() for name in own]
    whole = releases(organisation.folder)
    assert len(whole) == 2 * RELEASES
    assert releases(alone.folder) == (whole if environment == "hub" else {})


def test_an_unknown_environment_is_refused_with_those_there_are(tmp_path: Path) -> None:
    code, said, _ = _synth(tmp_path / "out", "production")
    assert code == 2
    assert "hub, research, staging, prod" in said
    assert list((tmp_path / "out").glob("*.template.json")) == []
