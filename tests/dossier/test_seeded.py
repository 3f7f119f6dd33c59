"""Seeded changes, one at a time: the dossier says exactly that change, in the right place, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlplatform.access import Evaluator
from mlplatform.dossier import read
from mlplatform.dossier.build import UNCOMPARED, compared, describe_briefly
from mlplatform.dossier.document import Change
from tests.conftest import ROOT, Assembly
from tests.dossier.seeded import Body, Template, copied, edited, of_type, renamed

Edit = Callable[[Template], object]
REVIEWED = (
    "replaced",
    "deleted",
    "internet",
    "permission-gained",
    "trust",
    "route",
    "rule",
    "endpoint",
    "key",
    "store",
)


@pytest.fixture(scope="module")
def sample(synthesized: Callable[[str], Assembly]) -> Path:
    return synthesized("minimal").folder


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    found = Evaluator.found(ROOT)
    assert found, "The evaluator of IAM policies is not installed: run `make setup`."
    return found


def statement(template: Template, sid: str) -> Body:
    """The statement of that name, in whichever policy."""
    found: list[Body] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            found.extend([value] if value.get("Sid") == sid else [])
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(template)
    assert found, sid
    return found[0]


def role(template: Template, name: str) -> Body:
    """The role whose name ends so."""
    return next(
        body
        for body in template["Resources"].values()
        if body["Type"] == "AWS::IAM::Role" and str(body["Properties"].get("RoleName", "")).endswith(name)
    )


def wider_trust(template: Template) -> None:
    trust = role(template, "forecasting-auditor")["Properties"]["AssumeRolePolicyDocument"]
    anybody = {"AWS": "arn:aws:iam::999999999999:root"}
    trust["Statement"].append({"Sid": "Seeded", "Effect": "Allow", "Principal": anybody, "Action": "sts:AssumeRole"})


def new_wildcard(template: Template) -> None:
    statement(template, "ReadTeamLogs").update(Action=["logs:*"], Resource=["*"])


def open_group(template: Template) -> None:
    group = of_type(template, "AWS::EC2::SecurityGroup")
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}
    group["Properties"].setdefault("SecurityGroupIngress", []).append(rule)


def no_endpoint_policy(template: Template) -> None:
    endpoint = next(
        body
        for body in template["Resources"].values()
        if body["Type"] == "AWS::EC2::VPCEndpoint" and ".kms" in json.dumps(body["Properties"]["ServiceName"])
    )
    del endpoint["Properties"]["PolicyDocument"]


def weaker_key(template: Template) -> None:
    key = of_type(template, "AWS::KMS::Key")["Properties"]
    everybody = {"AWS": "arn:aws:iam::999999999999:root"}
    key["KeyPolicy"]["Statement"].append(
        {"Sid": "Seeded", "Effect": "Allow", "Principal": everybody, "Action": "kms:Decrypt", "Resource": "*"}
    )


def shorter_retention(template: Template) -> None:
    of_type(template, "AWS::Logs::LogGroup")["Properties"]["RetentionInDays"] = 7


def replaced_domain(template: Template) -> None:
    of_type(template, "AWS::SageMaker::Domain")["Properties"]["DomainName"] = "another"


def added_user(template: Template) -> None:
    name, body = next((n, b) for n, b in template["Resources"].items() if b["Type"] == "AWS::SageMaker::UserProfile")
    tags = [{**tag, "Value": "dag.berg"} if tag["Key"] == "user" else tag for tag in body["Properties"]["Tags"]]
    template["Resources"][f"{name}x"] = {**body, "Properties": {**body["Properties"], "Tags": tags}}


def no_guard_rail(template: Template) -> None:
    """One of two locks on the same door: the bucket's own policy still closes the phases."""
    document = next(
        body["Properties"]["PolicyDocument"]
        for body in template["Resources"].values()
        if body["Type"] == "AWS::IAM::ManagedPolicy" and "DenyOtherPhases" in json.dumps(body)
    )
    document["Statement"] = [row for row in document["Statement"] if row["Sid"] != "DenyOtherPhases"]


SEEDED: dict[str, tuple[str, Edit, str, str]] = {
    "a wider trust": ("Roles-forecasting", wider_trust, "trust", "999999999999"),
    "a new wildcard": ("Roles-forecasting", new_wildcard, "permission-gained", "logs:"),
    "an open security group": ("Network", open_group, "internet", "0.0.0.0/0"),
    "a removed endpoint policy": ("Network", no_endpoint_policy, "endpoint", "kms"),
    "a weaker key policy": ("Foundation", weaker_key, "key", "999999999999"),
    "a guard-rail less": ("Data-forecasting", no_guard_rail, "guard-rail", "DenyOtherPhases"),
    "a shorter retention": ("Network", shorter_retention, "store", "7"),
    "a replaced domain": ("Studio", replaced_domain, "replaced", "DomainName"),
    "an added user": ("Users-shared-00", added_user, "user", "dag.berg"),
}


@pytest.fixture(scope="module")
def changes(sample: Path, evaluator: Evaluator) -> Callable[[Path], list[Change]]:
    """What is said of another assembly."""
    baseline = read(sample)
    before = describe_briefly(baseline)

    def compare(other: Path) -> list[Change]:
        assembly = read(other)
        dossier = compared(describe_briefly(assembly), assembly, before, baseline, evaluator, REVIEWED)
        assert dossier.difference is not None
        return list(dossier.difference.changes)

    return compare


@pytest.mark.parametrize("seed", SEEDED)
def test_a_seeded_change_is_said_and_nothing_else(
    seed: str, sample: Path, tmp_path: Path, changes: Callable[[Path], list[Change]]
) -> None:
    stack, edit, kind, said = SEEDED[seed]
    other = copied(sample, tmp_path / "other")
    edited(other, stack, edit)
    found = changes(other)
    assert {change.kind for change in found} == {kind}, [(c.kind, c.place, c.title) for c in found]
    assert all(change.environment == "main" for change in found)
    assert any(said in f"{change.title} {change.before} {change.after} {change.place}" for change in found)


@pytest.mark.parametrize(
    ("stack", "type_"),
    [("Roles-forecasting", "AWS::IAM::ManagedPolicy"), ("Network", "AWS::EC2::SecurityGroup")],
)
def test_a_renamed_construct_is_no_change(
    stack: str, type_: str, sample: Path, tmp_path: Path, changes: Callable[[Path], list[Change]]
) -> None:
    other = copied(sample, tmp_path / "other")
    renamed(other, stack, type_)
    assert changes(other) == []


def test_without_a_report_exceptions_are_not_compared_and_a_note_says_so(
    sample: Path, tmp_path: Path, evaluator: Evaluator
) -> None:
    other = copied(sample, tmp_path / "other")
    (other / "validation-report.json").unlink()
    baseline, assembly = read(other), read(sample)
    dossier = compared(describe_briefly(assembly), assembly, describe_briefly(baseline), baseline, evaluator, REVIEWED)
    assert dossier.difference is not None
    assert dossier.difference.changes == ()
    assert UNCOMPARED in dossier.notes
