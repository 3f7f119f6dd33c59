"""The live comparison by seeded drift: the minimal organisation's templates stand for what is deployed."""

import copy
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from mlplatform.lock import Lock, lock_path, read_lock
from mlplatform.lock.stateful import STATEFUL
from tests.conftest import ROOT, Assembly
from tools.deployed.comparison import Comparison
from tools.deployed.existence import PROBES, State, state
from tools.deployed.stacks import Deployed, deployed_stacks
from tools.deployed.strangers import strangers
from tools.preflight.checked import Finding, Level

CONFIG = ROOT / "config" / "minimal.yaml"
STUDIO, FOUNDATION, USERS = "acme-main-Studio", "acme-main-Foundation", "acme-main-Users-shared-00"
Bodies = dict[str, dict[str, Any]]


@pytest.fixture
def bodies(minimal: Assembly) -> Bodies:
    return copy.deepcopy(dict(minimal.templates))


@pytest.fixture(scope="module")
def locked() -> Lock:
    found = read_lock(CONFIG, organisation="acme")
    assert found is not None
    return found


def _stack(name: str, body: dict[str, Any]) -> Deployed:
    return Deployed(name, "CREATE_COMPLETE", body, {key: f"id-of-{key}" for key in body["Resources"]})


def _compared(bodies: Bodies, locked: Lock, environment: str = "main") -> list[Finding]:
    stacks = {name: _stack(name, body) for name, body in bodies.items()}
    return list(Comparison(config="acme.yaml", environment=environment, locked=locked, stacks=stacks).findings())


def _of_type(body: dict[str, Any], type_: str) -> tuple[str, dict[str, Any]]:
    return next((key, one) for key, one in body["Resources"].items() if one["Type"] == type_)


def test_what_was_deployed_as_the_lock_says_is_fine(bodies: Bodies, locked: Lock) -> None:
    [finding] = _compared(bodies, locked)
    assert (finding.level, finding.found) == (Level.FINE, f"{len(bodies)} stacks hold what the lock file says")


def _another_domain_name(bodies: Bodies) -> None:
    _of_type(bodies[STUDIO], "AWS::SageMaker::Domain")[1]["Properties"]["DomainName"] = "acme-main-other"


def _another_logical_id(bodies: Bodies) -> None:
    resources = bodies["acme-main-Images"]["Resources"]
    resources["Moved"] = resources.pop(_of_type(bodies["acme-main-Images"], "AWS::ECR::Repository")[0])


def _without_a_resource(bodies: Bodies) -> None:
    resources = bodies["acme-main-Network"]["Resources"]
    resources.pop(_of_type(bodies["acme-main-Network"], "AWS::Logs::LogGroup")[0])


def _something_more(bodies: Bodies) -> None:
    bodies[FOUNDATION]["Resources"]["Extra"] = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}


def _more_shards(bodies: Bodies) -> None:
    bodies |= {f"acme-main-Users-shared-{n:02d}": {"Resources": {}} for n in range(1, 4)}


def _other_tags(bodies: Bodies) -> None:
    for resource in bodies[USERS]["Resources"].values():
        if resource["Type"] == "AWS::SageMaker::UserProfile":
            resource["Properties"]["Tags"][0]["Value"] = "pricing"


DRIFT: list[tuple[Callable[[Bodies], object], Level, str, str]] = [
    (
        _another_domain_name,
        Level.STOP,
        'DomainName is "acme-main-other" in AWS and "acme-main-shared" in the lock file. A deployment would replace '
        "it. Every user of it loses home",
        "make lock ORG=acme.yaml",
    ),
    (_another_logical_id, Level.STOP, "is deployed as acme-main-Images/Moved", "Do not deploy"),
    (_without_a_resource, Level.LOOK, "its deployed stack has none", "stays in AWS, outside of every stack"),
    (
        lambda bodies: bodies.pop("acme-main-Images"),
        Level.LOOK,
        "not deployed; the lock file holds of it the image repository",
        "cdk import",
    ),
    (lambda bodies: bodies.pop(USERS), Level.LOOK, "3 of the type AWS::SageMaker::UserProfile", "next deployment"),
    (_something_more, Level.STOP, "the bucket id-of-Extra is deployed and not in the lock file", "make lock"),
    (_more_shards, Level.STOP, "the lock file says 1 user shards and 4 are deployed", "Do not deploy"),
    (_other_tags, Level.STOP, "deployed with other values of Tags", "Do not deploy"),
]


@pytest.mark.parametrize(("drift", "level", "found", "fix"), DRIFT)
def test_drift_is_said_with_what_to_do(
    drift: Callable[[Bodies], object], level: Level, found: str, fix: str, bodies: Bodies, locked: Lock
) -> None:
    drift(bodies)
    findings = _compared(bodies, locked)
    assert [f for f in findings if f.level is level and found in f.found and fix in f.fix], findings
    assert all(finding.fix for finding in findings)


def test_a_name_that_could_change_without_a_replacement_is_compared(bodies: Bodies, locked: Lock) -> None:
    """As if the schema knew no create-only property of repositories."""
    content = locked.model_dump(mode="json")
    content["create_only"]["AWS::ECR::Repository"] = []
    _of_type(bodies["acme-main-Images"], "AWS::ECR::Repository")[1]["Properties"]["RepositoryName"] = "acme/other"
    [finding] = _compared(bodies, Lock.model_validate_json(json.dumps(content)))
    assert 'is called "acme/other" in AWS and "acme/' in finding.found


def test_nothing_deployed_is_no_drift(locked: Lock) -> None:
    assert [finding.level for finding in _compared({}, locked)] == [Level.FINE]


def test_an_unfinished_deployment_of_users_is_no_other_number_of_shards(bodies: Bodies, locked: Lock) -> None:
    """Two of sixteen: the lock's number stands until the deployment is whole."""
    bodies["acme-main-Users-shared-07"] = {"Resources": {}}
    assert [finding.level for finding in _compared(bodies, locked)] == [Level.FINE]


def test_deployed_without_any_lock_is_said_once(bodies: Bodies) -> None:
    nothing = Lock(format=1, organisation="acme", create_only={}, environments={})
    [finding] = _compared(bodies, nothing)
    assert (finding.level, "no lock file holds any of them" in finding.found) == (Level.STOP, True)
    assert _compared({}, nothing)[0].level is Level.LOOK


def _tagged(name: str, organisation: str, environment: str) -> Deployed:
    tags = {"organisation": organisation, "environment": environment}
    return Deployed(name, "CREATE_COMPLETE", {"Resources": {"A": {"Type": "A", "Properties": {"Tags": tags}}}}, {})


@pytest.mark.parametrize(
    ("stack", "found", "fix"),
    [
        (
            _tagged("acme-main-Network", "acme-x", "main"),
            "from the environment main of the organisation acme-x",
            "name",
        ),
        (
            _tagged("volta-prod-Network", "volta", "prod"),
            "stacks of another organisation, volta",
            "Move one of the two",
        ),
        (_tagged("acme-test-Network", "acme", "test"), "the environment test, and the file has none of it", "destroy"),
        (_tagged("acme-hub-Network", "acme", "hub"), "and the file has it in account 2", "Correct the account"),
    ],
)
def test_stacks_of_others_are_told(stack: Deployed, found: str, fix: str) -> None:
    own = _tagged("acme-main-Foundation", "acme", "main")
    places = {"main": "1", "hub": "2"}
    [finding] = strangers([own, stack], organisation="acme", environment="main", account="1", places=places)
    assert finding.level is Level.STOP
    assert found in finding.found
    assert fix in finding.fix


def test_a_neighbour_of_the_same_account_is_no_stranger() -> None:
    stacks = [_tagged("acme-hub-Network", "acme", "hub"), Deployed("acme-main-Users-a-00", "X", {}, {})]
    places = {"main": "1", "hub": "1"}
    assert list(strangers(stacks, organisation="acme", environment="main", account="1", places=places)) == []


def _client(service: str, operation: str, *, code: str = "", message: str = "", answer: Any = None) -> Any:
    client = boto3.client(service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    stubber = Stubber(client)
    if code:
        stubber.add_client_error(operation, code, message)
    else:
        stubber.add_response(operation, answer)
    stubber.activate()
    return client


@pytest.mark.parametrize(
    ("type_", "client", "expected"),
    [
        ("AWS::S3::Bucket", _client("s3", "head_bucket", code="404"), State.GONE),
        ("AWS::S3::Bucket", _client("s3", "head_bucket", answer={}), State.THERE),
        (
            "AWS::Athena::WorkGroup",
            _client("athena", "get_work_group", code="InvalidRequestException", message="WorkGroup x is not found."),
            State.GONE,
        ),
        (
            "AWS::KMS::Key",
            _client("kms", "describe_key", answer={"KeyMetadata": {"KeyId": "k", "KeyState": "PendingDeletion"}}),
            State.GOING,
        ),
        ("AWS::Logs::LogGroup", _client("logs", "describe_log_groups", answer={"logGroups": []}), State.GONE),
    ],
)
def test_what_became_of_a_resource(type_: str, client: Any, expected: State) -> None:
    assert state(lambda _: client, type_, "one") is expected


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidRequestException", "403"])
def test_an_answer_that_is_none_is_not_taken_for_gone(code: str) -> None:
    client = _client("athena", "get_work_group", code=code, message="You may not")
    with pytest.raises(client.exceptions.ClientError):
        state(lambda _: client, "AWS::Athena::WorkGroup", "one")


def test_there_is_a_probe_for_every_type_that_a_sample_holds() -> None:
    held = set()
    for config in sorted((ROOT / "config").glob("*.lock.json")):
        organisation = config.with_name(config.name.replace(".lock.json", ".yaml"))
        text = json.loads(lock_path(organisation).read_text())
        for environment in text["environments"].values():
            for stack in environment["stacks"].values():
                held |= {one["type"] for one in stack.get("resources", {}).values()}
    assert held
    assert held <= set(PROBES) <= set(STATEFUL)


class _CloudFormation:
    """Stacks as CloudFormation answers for them."""

    def __init__(self, **statuses: str) -> None:
        self.statuses = statuses

    def get_paginator(self, operation: str) -> Any:
        pages = {
            "describe_stacks": {"Stacks": [{"StackName": n, "StackStatus": s} for n, s in self.statuses.items()]},
            "list_stack_resources": {"StackResourceSummaries": []},
        }
        return type("Pages", (), {"paginate": lambda _self, **_: [pages[operation]]})()

    def get_template(self, **_: str) -> Any:
        return {"TemplateBody": "Resources: yaml"}


def test_only_stacks_that_look_like_the_platforms_are_read() -> None:
    names = {
        "acme-main-Network": "UPDATE_COMPLETE",
        "acme-main-Studio": "ROLLBACK_COMPLETE",
        "acme-main-Release-x": "CREATE_COMPLETE",
        "CDKToolkit": "CREATE_COMPLETE",
        "acme-deployer-boundary": "CREATE_COMPLETE",
    }
    found = deployed_stacks(_CloudFormation(**names), but={"acme-main-Release-x"})
    assert [(stack.name, stack.origin) for stack in found] == [("acme-main-Network", None)]
