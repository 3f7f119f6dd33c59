"""Every job of a SageMaker pipeline is guarded, and a run states what may differ."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.mlops.training_definition import PARAMETERS, Jobs, definition

KEY = "arn:aws:kms:eu-west-1:222222222222:key/1"
JOBS = Jobs(
    prefix="forecasting-demand",
    training_image="222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/training",
    serving_image="111111111111.dkr.ecr.eu-west-1.amazonaws.com/acme/serving",
    roles={"prepare": "role/prepare", "train": "role/train", "evaluate": "role/evaluate"},
    key_arn=KEY,
    subnet_ids=["subnet-1", "subnet-2"],
    security_group_id="sg-1",
    instance_type="ml.m5.xlarge",
)
NETWORK = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}
Json = dict[str, Any]


def made() -> Json:
    return definition(
        JOBS, registry_arn="arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/forecasting-demand"
    )


def unguarded(found: Json) -> list[str]:
    wrong = []
    for step in found["Steps"][:3]:
        arguments = step["Arguments"]
        network = arguments if step["Type"] == "Training" else arguments["NetworkConfig"]
        output = arguments.get("OutputDataConfig") or arguments["ProcessingOutputConfig"]
        cluster = arguments.get("ResourceConfig") or arguments["ProcessingResources"]["ClusterConfig"]
        guarded = (
            network.get("VpcConfig") == NETWORK
            and network.get("EnableNetworkIsolation") is True
            and network.get("EnableInterContainerTrafficEncryption") is True
            and output.get("KmsKeyId") == cluster.get("VolumeKmsKeyId") == KEY
            and arguments["RoleArn"] == f"role/{step['Name'].lower()}"
        )
        wrong += [] if guarded else [step["Name"]]
    return wrong


def tagged_images(found: Json) -> list[str]:
    """Images that are not a repository joined with a digest that the run states."""
    text = json.dumps(found)
    digests = text.count('"On": "@"')
    return [] if digests == 4 and ":latest" not in text and text.count("dkr.ecr") == digests else [text]


def born_approved(found: Json) -> list[str]:
    status = found["Steps"][3]["Arguments"].get("ModelApprovalStatus")
    return [] if status == "PendingManualApproval" else [str(status)]


def unstated(found: Json) -> list[str]:
    """Parameters that are used and not declared, or the other way round."""
    text = json.dumps(found["Steps"])
    return [name for name in PARAMETERS if f"Parameters.{name}" not in text] + [
        one["Name"] for one in found["Parameters"] if one["Name"] not in PARAMETERS or "DefaultValue" in one
    ]


CHECKS = (unguarded, tagged_images, born_approved, unstated)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(check: Callable[[Json], list[str]]) -> None:
    assert check(made()) == []


def test_training_reads_no_test_split() -> None:
    train = json.dumps(made()["Steps"][1])
    assert '"train"' in train
    assert '"test"' not in train


FAULTS: list[tuple[Callable[[Json], list[str]], Callable[[Json], object]]] = [
    (unguarded, lambda found: found["Steps"][0]["Arguments"]["NetworkConfig"].pop("VpcConfig")),
    (unguarded, lambda found: found["Steps"][1]["Arguments"].update(EnableNetworkIsolation=False)),
    (unguarded, lambda found: found["Steps"][1]["Arguments"]["ResourceConfig"].pop("VolumeKmsKeyId")),
    (unguarded, lambda found: found["Steps"][2]["Arguments"].update(RoleArn="role/train")),
    (tagged_images, lambda found: found["Steps"][2]["Arguments"]["AppSpecification"].update(ImageUri="x:latest")),
    (born_approved, lambda found: found["Steps"][3]["Arguments"].update(ModelApprovalStatus="Approved")),
    (unstated, lambda found: found["Parameters"][0].update(DefaultValue="x")),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(check: Callable[[Json], list[str]], fault: Callable[[Json], object]) -> None:
    found = copy.deepcopy(made())
    fault(found)
    assert check(found)
