"""Every job of a SageMaker pipeline is guarded, and a run states what may differ."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mlplatform.data.access import ACCESS
from mlplatform.data.places import ARTEFACTS
from mlplatform.mlops.training_definition import MODEL_DATA, PARAMETERS, Jobs, definition

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


def test_a_project_does_not_read_what_another_one_begins_like() -> None:
    """`forecasting-demand` is the beginning of `forecasting-demand-2` as well, so a prefix ends in a slash."""
    arguments = [step["Arguments"] for step in made()["Steps"]]
    read = [channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in arguments[1]["InputDataConfig"]]
    read += [one["S3Input"]["S3Uri"] for one in arguments[2]["ProcessingInputs"] if one["InputName"] == "test"]
    assert [uri["Std:Join"]["Values"][-2:] for uri in read] == [["forecasting-demand", ""]] * 3


def places(step: Json) -> tuple[set[str], set[str]]:
    """What a step reads and writes, as the table of access names it."""
    arguments = step["Arguments"]
    inputs = [one["S3Input"]["S3Uri"] for one in arguments.get("ProcessingInputs", [])]
    inputs += [one["DataSource"]["S3DataSource"]["S3Uri"] for one in arguments.get("InputDataConfig", [])]
    outputs = [one["S3Output"]["S3Uri"] for one in arguments.get("ProcessingOutputConfig", {}).get("Outputs", [])]
    outputs += [arguments["OutputDataConfig"]["S3OutputPath"]] if "OutputDataConfig" in arguments else []
    return {_place(uri) for uri in inputs}, {_place(uri) for uri in outputs}


def _place(uri: Json) -> str:
    if uri == MODEL_DATA:
        return str(ARTEFACTS)
    bucket, *prefixes = uri["Std:Join"]["Values"][1:]
    return "/".join((bucket["Get"].removeprefix("Parameters.").lower(), *prefixes[:1]))


def out_of_reach(found: Json) -> list[str]:
    """Places of a step that its role's row in the table of access does not open."""
    wrong = []
    for step in found["Steps"][:3]:
        row = next(one for one in ACCESS if one.role == step["Name"].lower())
        reads, writes = places(step)
        wrong += sorted(reads - {str(place) for place in row.reads})
        wrong += sorted(writes - {str(place) for place in row.writes})
    return wrong


def test_each_step_stays_where_its_role_may_go() -> None:
    assert out_of_reach(made()) == []
    assert places(made()["Steps"][1]) == ({"gold/train", "gold/validation"}, {"work/artefacts"})
    assert places(made()["Steps"][2]) == ({"gold/test", "work/artefacts"}, {"work/metrics"})


def test_training_on_the_test_split_is_seen() -> None:
    found = copy.deepcopy(made())
    uri = found["Steps"][1]["Arguments"]["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"]
    uri["Std:Join"]["Values"][2] = "test"
    assert out_of_reach(found) == ["gold/test"]


def test_an_instance_with_local_disks_gets_no_volume_key() -> None:
    """SageMaker refuses the key, and encrypts such disks in hardware."""
    jobs = replace(JOBS, instance_type="ml.g5.xlarge")
    for step in definition(jobs, registry_arn="group")["Steps"][:3]:
        cluster = step["Arguments"].get("ResourceConfig") or step["Arguments"]["ProcessingResources"]["ClusterConfig"]
        assert (cluster["InstanceType"], "VolumeKmsKeyId" in cluster) == ("ml.g5.xlarge", False)


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
