"""What a stack says of AWS's prebuilt containers: accounts, repositories, tags or digests."""

import json
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from mlplatform.catalogue import FRAMEWORKS, PURPOSES, ApprovedImages, PrebuiltImages
from mlplatform.compliance import ComplianceError
from mlplatform.settings import Environment, load_organisation
from mlplatform.settings.image_pins import ImagePins
from tests.conftest import ROOT

DIGEST = f"sha256:{'ab' * 32}"


def environment(region: str | None) -> Environment:
    [found] = load_organisation(ROOT / "config" / "minimal.yaml").environments
    return found.model_copy(update={"region": region})


@pytest.fixture
def stack() -> Stack:
    return Stack(App(), "Stack")


def resolved(stack: Stack, value: Any) -> str:
    return json.dumps(stack.resolve(value))


def test_a_region_names_its_accounts(stack: Stack) -> None:
    images = PrebuiltImages(stack, environment=environment("eu-west-1"))
    arns = [resolved(stack, arn) for arn in images.repository_arns]
    assert len(arns) == 6
    assert sum(":141502667606:repository/sagemaker-" in arn for arn in arns) == 2
    assert sum(":763104351884:repository/" in arn for arn in arns) == 4
    assert not any("*" in arn for arn in arns)


def test_any_region_looks_them_up(stack: Stack) -> None:
    for _ in range(2):
        assert len(PrebuiltImages(stack, environment=environment(None)).repository_arns) == 6
    [mapping] = Template.from_stack(stack).to_json()["Mappings"].values()
    assert mapping["eu-west-1"] == {"Algorithms": "141502667606", "DeepLearning": "763104351884"}
    assert "mx-central-1" not in mapping


def test_a_tag_that_is_not_pinned_says_so(stack: Stack) -> None:
    entry = PrebuiltImages(stack, environment=environment("eu-west-1")).entry(FRAMEWORKS[0])
    assert entry["training"]["cpu"]["pinned"] is False
    assert resolved(stack, entry["training"]["cpu"]["image"]).endswith('/sagemaker-xgboost:3.0-5"]]}')


def test_a_pinned_image_is_named_by_its_digest(stack: Stack) -> None:
    pins = ImagePins.of({"eu-west-1": {"sagemaker-xgboost:3.0-5": DIGEST}})
    entry = PrebuiltImages(stack, environment=environment("eu-west-1"), pins=pins).entry(FRAMEWORKS[0])
    assert entry["inference"]["gpu"]["pinned"] is True
    assert resolved(stack, entry["inference"]["gpu"]["image"]).endswith(f'/sagemaker-xgboost@{DIGEST}"]]}}')


@pytest.mark.parametrize("region", ["eu-central-1", None])
def test_a_pin_of_another_region_is_no_pin(stack: Stack, region: str | None) -> None:
    pins = ImagePins.of({"eu-west-1": {"sagemaker-xgboost:3.0-5": DIGEST}})
    entry = PrebuiltImages(stack, environment=environment(region), pins=pins).entry(FRAMEWORKS[0])
    assert entry["training"]["cpu"]["pinned"] is False


def test_where_aws_has_no_containers_jobs_pull_their_own_only(stack: Stack) -> None:
    images = PrebuiltImages(stack, environment=environment("eusc-de-east-1"))
    ApprovedImages(stack, "Approved", organisation="acme", prebuilt=images)
    [policy] = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    sids = {statement["Sid"] for statement in policy["Properties"]["PolicyDocument"]["Statement"]}
    assert sids == {"PullImages", "SignInToRegistry"}


@pytest.mark.parametrize("framework", [framework.name for framework in FRAMEWORKS])
def test_a_framework_has_a_container_for_each_purpose(stack: Stack, framework: str) -> None:
    images = PrebuiltImages(stack, environment=environment("eu-west-1"))
    of = {purpose: images.of(framework, purpose) for purpose in PURPOSES}
    assert of["inference"].processor == "cpu"
    # AWS trains it on GPUs only.
    assert of["training"].processor == ("gpu" if framework == "hugging-face" else "cpu")
    assert {image.repository_arn for image in of.values()} <= set(images.repository_arns)


def test_a_pin_is_a_projects_image_too(stack: Stack) -> None:
    pins = ImagePins.of({"eu-west-1": {"sagemaker-xgboost:3.0-5": DIGEST}})
    images = PrebuiltImages(stack, environment=environment("eu-west-1"), pins=pins)
    assert images.of("xgboost", "training").digest == DIGEST
    assert images.of("scikit-learn", "training").digest is None


def test_a_region_that_lacks_the_framework_is_an_error_that_says_what_there_is(stack: Stack) -> None:
    images = PrebuiltImages(stack, environment=environment("eu-south-2"))
    with pytest.raises(
        ComplianceError, match=r"hugging-face: AWS has no .* eu-south-2.* xgboost, scikit-learn, pytorch"
    ):
        images.of("hugging-face", "training")
