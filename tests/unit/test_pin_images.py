"""`make pin-images` against ECR's API model, without ECR."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.stub import ANY, Stubber

from mlplatform.settings import ConfigurationError, load_organisation
from mlplatform.settings.image_pins import pins_file
from tests.conftest import ROOT
from tools.pin_images import CannotPinError, main, pin

CONFIG = ROOT / "config"
DIGEST = f"sha256:{'01' * 32}"
IMAGES = 9
"""Different tags of the catalogue in a region that has all of it."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("energy-retailer.yaml", "energy-retailer-users.csv"):
        shutil.copy(CONFIG / name, tmp_path)
    return tmp_path / "energy-retailer.yaml"


@pytest.fixture
def ecr() -> Iterator[Stubber]:
    client = boto3.client("ecr", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stubber:
        yield stubber


def answer(ecr: Stubber, digest: str = DIGEST, times: int = IMAGES) -> None:
    for _ in range(times):
        ecr.add_response(
            "batch_get_image",
            {"images": [{"imageId": {"imageDigest": digest}}]},
            {"registryId": ANY, "repositoryName": ANY, "imageIds": ANY, "acceptedMediaTypes": ANY},
        )


def test_every_tag_is_pinned_and_read_back(config: Path, ecr: Stubber) -> None:
    answer(ecr)
    lines = pin(config, dry_run=False, client=lambda region: ecr.client)
    assert len(lines) == IMAGES
    assert f"eu-west-1 sagemaker-xgboost:3.0-5: not pinned -> {DIGEST}" in lines
    ecr.assert_no_pending_responses()
    assert load_organisation(config).image_pins.digest("eu-west-1", "sagemaker-xgboost", "3.0-5") == DIGEST


def test_the_same_digests_change_nothing(config: Path, ecr: Stubber) -> None:
    answer(ecr, times=2 * IMAGES)
    pin(config, dry_run=False, client=lambda region: ecr.client)
    before = pins_file(config).read_bytes()
    assert pin(config, dry_run=False, client=lambda region: ecr.client) == []
    assert pins_file(config).read_bytes() == before


def test_a_dry_run_writes_nothing(config: Path, ecr: Stubber) -> None:
    answer(ecr)
    assert len(pin(config, dry_run=True, client=lambda region: ecr.client)) == IMAGES
    assert not pins_file(config).exists()


def test_a_tag_that_is_not_there_stops_it(config: Path, ecr: Stubber) -> None:
    answer(ecr, times=1)
    ecr.add_response("batch_get_image", {"images": [], "failures": [{"failureReason": "Requested image not found"}]})
    with pytest.raises(CannotPinError, match="Requested image not found"):
        pin(config, dry_run=False, client=lambda region: ecr.client)
    assert not pins_file(config).exists()


def test_a_refusal_of_ecr_stops_it(config: Path, ecr: Stubber) -> None:
    ecr.add_client_error("batch_get_image", "RepositoryNotFoundException")
    with pytest.raises(CannotPinError, match=r"141502667606/sagemaker-xgboost:3\.0-5: .*RepositoryNotFound"):
        pin(config, dry_run=False, client=lambda region: ecr.client)


def test_a_file_without_a_region_cannot_be_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CONFIG / "minimal.yaml")]) == 1
    assert "names no region" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("[]", "something else than images by region"),
        ('{"eu-west-1": ["x"]}', "something else than images by region"),
        ('{"eu-west-1": {"x:1": "sha256:1"}}', "no digest of x:1: 'sha256:1'"),
        ("{", "Expecting property name"),
    ],
)
def test_a_wrong_file_of_digests_is_a_mistake_with_its_place(config: Path, content: str, found: str) -> None:
    pins_file(config).write_text(content)
    with pytest.raises(ConfigurationError) as error:
        load_organisation(config)
    [mistake] = error.value.mistakes
    assert mistake.file.endswith("energy-retailer.images.json")
    assert found in mistake.found


def test_a_file_of_digests_is_what_json_makes_of_it(config: Path) -> None:
    pins_file(config).write_text(json.dumps({"eu-west-1": {"x:1": DIGEST}}))
    assert load_organisation(config).image_pins.digest("eu-west-1", "x", "1") == DIGEST
    assert load_organisation(config).image_pins.digest("eu-west-1", "x", "2") is None
