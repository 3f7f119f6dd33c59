"""The catalogue against what AWS's own models know, offline."""

import itertools
import re
from fnmatch import fnmatchcase

import boto3
import pytest

from mlplatform.catalogue import FRAMEWORKS, SIZES, app_types, longest_run_seconds, types_of, up_to
from mlplatform.catalogue.frameworks import ACCOUNTS, PrebuiltFramework, frameworks_in
from mlplatform.catalogue.sizes import Size
from mlplatform.contract.schema import entry_for
from mlplatform.identity.guard_rails import LOCAL_NVME
from mlplatform.settings.project import Framework
from mlplatform.settings.regions import KNOWN

MOST_PREFERENCES = 5
MOST_RUNTIME_MINUTES = 28 * 24 * 60
"""CreateTrainingJob: one to five InstancePreferences; MaxRuntimeInSeconds of at most 28 days."""
TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")


def enumeration(shape: str) -> set[str]:
    return set(boto3.client("sagemaker", region_name="eu-west-1").meta.service_model.shape_for(shape).enum)


def unknown_types(sizes: list[Size]) -> set[str]:
    named = {type_ for size in sizes for types in size.instance_types.values() for type_ in types}
    return named - enumeration("TrainingInstanceType")


def test_every_instance_type_trains() -> None:
    assert unknown_types(list(SIZES.values())) == set()


def test_an_instance_type_that_is_none_is_seen() -> None:
    wrong = {"instance_types": {"cpu": ("ml.m5.tiny",)}}
    assert unknown_types([Size(**{**vars(SIZES["small"]), **wrong})]) == {"ml.m5.tiny"}


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_a_size_is_one_that_sagemaker_takes(size: Size) -> None:
    for types in size.instance_types.values():
        assert 1 <= len(types) == len(set(types)) <= MOST_PREFERENCES
    assert 1 <= size.instances <= size.most_instances
    assert 1 <= size.volume_gb <= size.most_volume_gb <= 16_384
    assert 1 <= size.max_runtime_minutes <= size.most_runtime_minutes <= MOST_RUNTIME_MINUTES


def test_sizes_grow() -> None:
    sizes = [SIZES[name] for name in ("small", "medium", "large", "huge")]
    assert list(SIZES) == ["small", "medium", "large", "huge"]
    for smaller, larger in itertools.pairwise(sizes):
        assert smaller.volume_gb < larger.volume_gb
        assert smaller.most_runtime_minutes < larger.most_runtime_minutes
        assert smaller.most_instances < larger.most_instances


def test_a_gpu_without_a_volume_key_is_one_that_the_guard_rails_let_through() -> None:
    types = {type_ for size in SIZES.values() for type_ in size.instance_types["gpu"]}
    assert [type_ for type_ in types if not any(fnmatchcase(type_, pattern) for pattern in LOCAL_NVME)] == []


def test_a_team_uses_the_sizes_up_to_its_largest() -> None:
    assert up_to("medium") == (SIZES["small"], SIZES["medium"])
    assert up_to("huge") == tuple(SIZES.values())
    assert "ml.p5.48xlarge" in types_of(up_to("huge"))
    assert "ml.p5.48xlarge" not in types_of(up_to("large"))
    assert longest_run_seconds(up_to("large")) == 3 * 24 * 3600


def test_apps_run_on_no_more_than_a_medium_job() -> None:
    assert set(types_of(up_to("medium"))) < set(app_types())
    assert not set(app_types()) & (set(types_of(up_to("huge"))) - set(types_of(up_to("medium"))))


def test_every_framework_of_the_settings_is_in_the_catalogue() -> None:
    assert tuple(framework.name for framework in FRAMEWORKS) == Framework.__args__  # type: ignore[attr-defined]


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.name)
def test_a_framework_can_be_pulled(framework: PrebuiltFramework) -> None:
    assert {"eu-west-1", "eu-central-1", "us-east-1"} <= set(framework.regions)
    for image in framework.images.values():
        assert image.tags
        assert all(TAG.fullmatch(tag) for tag in image.tags.values())


def test_accounts_are_accounts_of_regions_that_exist() -> None:
    for accounts in ACCOUNTS.values():
        assert set(accounts) <= set(KNOWN)
        assert all(re.fullmatch(r"[0-9]{12}", account) for account in accounts.values())


def test_a_region_that_a_framework_has_not_reached_does_without() -> None:
    assert "hugging-face" not in {framework.name for framework in frameworks_in("eu-south-2")}
    assert {framework.name for framework in frameworks_in("mx-central-1")} == {"pytorch"}
    assert frameworks_in(None) == FRAMEWORKS


def test_the_contract_documents_the_sizes() -> None:
    assert set(entry_for("sizes").fields) == set(SIZES)
