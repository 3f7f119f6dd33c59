"""What the pipeline's own step makes of the answers of ECR, Step Functions and SageMaker."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlplatform.mlops.package_step import pin, release

DIGEST = f"sha256:{'0' * 64}"
PACKAGE = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/forecasting-demand/7"


OTHER_DIGEST = f"sha256:{'1' * 64}"
IMAGES = {
    "TRAINING_ACCOUNT": "763104351884",
    "TRAINING_REPOSITORY": "pytorch-training",
    "TRAINING_TAG": "2.6.0-cpu-py312",
    "SERVING_ACCOUNT": "763104351884",
    "SERVING_REPOSITORY": "pytorch-inference",
    "SERVING_TAG": "2.6.0-cpu-py312",
}


def test_a_tag_that_nobody_pinned_becomes_todays_digest() -> None:
    asked = []

    def call(*arguments: str) -> Any:
        asked.append(arguments)
        return {"images": [{"imageId": {"imageDigest": DIGEST, "imageTag": "2.6.0-cpu-py312"}}]}

    assert pin(IMAGES, call) == [f"export TRAINING_DIGEST={DIGEST}", f"export SERVING_DIGEST={DIGEST}"]
    assert [one[:2] for one in asked] == [("ecr", "batch-get-image")] * 2
    assert [one[5] for one in asked] == ["pytorch-training", "pytorch-inference"]
    assert all({"763104351884", "imageTag=2.6.0-cpu-py312"} <= set(one) for one in asked)


def test_what_the_organisation_pinned_is_not_looked_up() -> None:
    pinned = {**IMAGES, "TRAINING_PINNED": OTHER_DIGEST, "SERVING_PINNED": DIGEST}
    lines = pin(pinned, lambda *_: pytest.fail("looked up"))
    assert lines == [f"export TRAINING_DIGEST={OTHER_DIGEST}", f"export SERVING_DIGEST={DIGEST}"]


def test_a_tag_that_is_gone_ends_the_run() -> None:
    with pytest.raises(SystemExit, match="763104351884/pytorch-training has no image"):
        pin(IMAGES, lambda *_: {"images": [], "failures": [{"failureCode": "ImageNotFound"}]})


def _described(image: str) -> dict[str, Any]:
    return {"InferenceSpecification": {"Containers": [{"Image": image, "ModelDataUrl": "s3://models/model.tar.gz"}]}}


def test_a_registered_package_becomes_the_parameters_of_a_release(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps({"ModelPackageArn": PACKAGE}))
    environment = {"EXECUTION": "0a1b2c3d-1111"}
    assert release(environment, lambda *_: _described(f"acme/serving@{DIGEST}"), tmp_path) == {
        "Release": "7-0a1b2c3d",
        "ModelPackageArn": PACKAGE,
        "ImageDigest": DIGEST,
        "ModelData": "s3://models/model.tar.gz",
    }


def test_an_image_by_tag_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps({"ModelPackageArn": PACKAGE}))
    with pytest.raises(SystemExit, match="without a digest"):
        release({"EXECUTION": "0a1b2c3d"}, lambda *_: _described("acme/serving:latest"), tmp_path)
