"""What the pipeline's own step makes of the answers of ECR, Step Functions and SageMaker."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlplatform.mlops.package_step import pin, release

DIGEST = f"sha256:{'0' * 64}"
PACKAGE = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/forecasting-demand/7"


def test_a_tag_becomes_two_digests() -> None:
    asked = []

    def call(*arguments: str) -> Any:
        asked.append(arguments)
        return {"imageDetails": [{"imageDigest": DIGEST}]}

    environment = {"TRAINING_REPOSITORY": "acme/training", "SERVING_REPOSITORY": "acme/serving", "TAG": "xgboost"}
    assert pin(environment, call) == [f"export TRAINING_DIGEST={DIGEST}", f"export SERVING_DIGEST={DIGEST}"]
    assert [("acme/training" in one, "imageTag=xgboost" in one) for one in asked] == [(True, True), (False, True)]


def _described(image: str) -> dict[str, Any]:
    return {"InferenceSpecification": {"Containers": [{"Image": image, "ModelDataUrl": "s3://work/model.tar.gz"}]}}


def test_a_registered_package_becomes_the_parameters_of_a_release(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps({"ModelPackageArn": PACKAGE}))
    environment = {"EXECUTION": "0a1b2c3d-1111"}
    assert release(environment, lambda *_: _described(f"acme/serving@{DIGEST}"), tmp_path) == {
        "Release": "7-0a1b2c3d",
        "ModelPackageArn": PACKAGE,
        "ImageDigest": DIGEST,
        "ModelData": "s3://work/model.tar.gz",
    }


def test_an_image_by_tag_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps({"ModelPackageArn": PACKAGE}))
    with pytest.raises(SystemExit, match="without a digest"):
        release({"EXECUTION": "0a1b2c3d"}, lambda *_: _described("acme/serving:latest"), tmp_path)
