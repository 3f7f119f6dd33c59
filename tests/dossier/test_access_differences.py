"""Section 7, access: one thing is changed in a sample, and the difference says exactly that, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.access import Evaluator
from mlplatform.dossier import Assembly, read
from mlplatform.dossier.differences.access import access_changes
from mlplatform.dossier.document import Change
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_access import (
    Resources,
    Templates,
    edited,
    installed_evaluator,
    named,
    statement_of,
    titles,
    without,
)

POLICY, ROLE, BUCKET, KEY = "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::S3::BucketPolicy", "AWS::KMS::Key"
ROLES, DATA, FOUNDATION = "acme-main-Roles-forecasting", "acme-main-Data-forecasting", "acme-main-Foundation"
SCIENTIST, LEAD, ENGINEER = (f"acme-main-forecasting-{who}" for who in ("data-scientist", "lead", "ml-engineer"))
PEOPLE = f"{SCIENTIST} and {LEAD} and {ENGINEER}"
Edit = Callable[[Templates], None]
Differ = Callable[[Edit], list[Change]]


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return installed_evaluator()


@pytest.fixture(scope="module")
def baseline(synthesized: Callable[[str], Synthesized]) -> Assembly:
    return read(synthesized("minimal").folder)


@pytest.fixture
def differ(baseline: Assembly, evaluator: Evaluator, tmp_path: Path) -> Differ:
    """What changes where a sample is edited."""

    def changes(edit: Edit) -> list[Change]:
        return list(access_changes(baseline, edited(baseline.folder, tmp_path / "head", edit), evaluator))

    return changes


def statements(resource: Resources) -> list[Resources]:
    properties = resource["Properties"]
    document = properties.get("PolicyDocument") or properties.get("KeyPolicy") or properties["AssumeRolePolicyDocument"]
    found: list[Resources] = document["Statement"]
    return found


def test_nothing_changes_where_nothing_is_edited(differ: Differ) -> None:
    assert differ(lambda _: None) == []


def test_a_wider_trust(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        other = {"AWS": "arn:aws:iam::999988887777:root"}
        trust = {"Effect": "Allow", "Principal": other, "Action": "sts:AssumeRole"}
        statements(named(templates[ROLES], "TeamTrain", ROLE)).append(trust)

    [change] = differ(edit)
    assert change.kind == "trust"
    assert change.title == "acme-main-forecasting-train may now be taken by account 999988887777"
    assert "999988887777" not in change.before
    assert change.place.startswith(f"{ROLES}/TeamTrain")


def test_a_condition_of_a_trust_that_is_gone(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        del statements(named(templates[ROLES], "TeamTrain", ROLE))[0]["Condition"]

    [change] = differ(edit)
    assert change.kind == "trust"
    assert "may now be taken by service sagemaker.amazonaws.com, also" in change.title
    assert "may no longer be taken by service sagemaker.amazonaws.com where aws:SourceAccount is" in change.title


def test_an_action_more(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        statement = statement_of(named(templates[DATA], "LakeDataScientistAccess", POLICY), "ReadObjects")
        statement["Action"] = ["s3:GetObject", "s3:DeleteObject"]

    [change] = differ(edit)
    assert titles([change]) == [("permission-gained", f"{SCIENTIST} may now s3:DeleteObject")]
    assert change.before == "denied: nothing allows it"
    assert "/code/* (ReadObjects)" in change.after
    assert "/test/*" not in change.after
    assert change.place.startswith(f"{DATA}/LakeDataScientistAccess")


def test_an_action_less(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        without(named(templates[DATA], "LakeDataScientistAccess", POLICY), "DeleteObjects")

    [change] = differ(edit)
    assert titles([change]) == [("permission-lost", f"{SCIENTIST} may no longer s3:DeleteObject")]
    assert "/scratch/* (DeleteObjects)" in change.before


def test_a_new_wildcard_is_said_as_what_the_boundary_lets_through_of_it(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        wild = {"Sid": "Wild", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        statements(named(templates[DATA], "LakeDataScientistAccess", POLICY)).append(wild)

    [change] = differ(edit)
    assert titles([change]) == [("permission-gained", f"{SCIENTIST} may now s3:*")]
    assert "s3:GetObject" in change.after
    assert "on arn:aws:s3:::acme-* (Wild)" in change.after
    assert "s3:DeleteBucket" not in change.after


def test_a_resource_that_becomes_a_wildcard(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        statement_of(named(templates[ROLES], "TeamJobsPolicy", POLICY), "PassTrainRole")["Resource"] = "*"

    [change] = differ(edit)
    assert titles([change]) == [("permission-gained", f"{PEOPLE} may now iam:PassRole")]
    assert "arn:aws:iam::111122223333:role/acme-main-* where iam:PassedToService is" in change.after


def test_a_grant_without_the_condition_that_the_boundary_asks_for(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        every = "arn:aws:iam::111122223333:role/acme-main-platform-*"
        passes = {"Sid": "PassAny", "Effect": "Allow", "Action": "iam:PassRole", "Resource": every}
        statements(named(templates[DATA], "LakeDataScientistAccess", POLICY)).append(passes)

    [change] = differ(edit)
    assert titles([change]) == [("permission-gained", f"{SCIENTIST} may now iam:PassRole")]


def test_a_guard_rail_that_is_gone(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        without(named(templates[ROLES], "TeamGuardRails", POLICY), "DenyOtherInstances")

    changes = differ(edit)
    assert {change.kind for change in changes} == {"permission-gained"}
    assert [change.title.rpartition(" ")[2] for change in changes] == [
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
    ]
    assert {change.before for change in changes} == {"denied: DenyOtherInstances"}
    assert all("where sagemaker:InstanceTypes is not ml." in change.after for change in changes)


def test_a_guard_rail_that_lets_one_value_more_through(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        statement = statement_of(named(templates[ROLES], "TeamGuardRails", POLICY), "DenyOtherInstances")
        statement["Condition"]["ForAnyValue:StringNotEquals"]["sagemaker:InstanceTypes"].append("ml.p5.48xlarge")

    changes = differ(edit)
    assert len(changes) == 4
    assert all("where sagemaker:InstanceTypes is ml.p5.48xlarge" in change.after for change in changes)


def test_a_longer_run_time(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        statement = statement_of(named(templates[ROLES], "TeamGuardRails", POLICY), "DenyTooLong")
        statement["Condition"]["NumericGreaterThan"]["sagemaker:MaxRuntimeInSeconds"] = "999999"

    changes = differ(edit)
    assert {change.kind for change in changes} == {"permission-gained"}
    assert {change.before for change in changes} == {"denied: DenyTooLong"}


def test_a_deny_of_a_boundary_that_is_gone(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        without(named(templates[FOUNDATION], "PeopleBoundary", POLICY), "DenyJobsWithoutSubnets")

    changes = differ(edit)
    assert {change.kind for change in changes} == {"permission-gained"}
    assert all("where sagemaker:VpcSubnets is absent" in change.after for change in changes)
    assert all(change.place.startswith(f"{FOUNDATION}/PeopleBoundary") for change in changes)
    assert f"{PEOPLE} may now sagemaker:CreateTrainingJob" in [change.title for change in changes]


def test_what_a_boundary_no_longer_lets_through(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        without(named(templates[FOUNDATION], "PeopleBoundary", POLICY), "OwnRoles")

    changes = differ(edit)
    assert {change.kind for change in changes} == {"permission-lost"}
    assert {change.title.rpartition(" ")[2] for change in changes} == {"iam:PassRole"}


def test_a_bucket_that_is_opened(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        bucket = named(templates[DATA], "LakeGoldPolicy", BUCKET)
        objects = statement_of(bucket, "OwnKeyOnly")["Resource"]
        opened = {"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects}
        statements(bucket).append(opened)

    roles, anybody = differ(edit)
    assert {roles.kind, anybody.kind} == {"permission-gained"}
    assert anybody.title == "anybody of another account may now s3:GetObject"
    assert "roles may now s3:GetObject" in roles.title
    assert "acme-main-forecasting-auditor" in roles.after
    assert {change.place.partition("Policy")[0] for change in (roles, anybody)} == {f"{DATA}/LakeGold"}


def test_a_weaker_key_policy(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        auditor = {"AWS": "arn:aws:iam::111122223333:role/acme-main-forecasting-auditor"}
        more = {"Sid": "More", "Effect": "Allow", "Principal": auditor, "Action": "kms:Decrypt", "Resource": "*"}
        statements(named(templates[FOUNDATION], "Forecasting", KEY)).append(more)

    [change] = differ(edit)
    assert titles([change]) == [("permission-gained", "acme-main-forecasting-auditor may now kms:Decrypt")]
    assert "(More)" in change.after


def test_a_lock_before_a_door_that_stays_locked_changes_nobodys_rights(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        without(named(templates[DATA], "LakeGoldPolicy", BUCKET), "TestIsReadBy")

    assert differ(edit) == []


def test_a_role_that_is_new_and_one_that_is_gone(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        stack = templates[ROLES]
        named(stack, "TeamEvaluate", ROLE)["Properties"]["RoleName"] = "acme-main-forecasting-judge"

    changes = differ(edit)
    assert sorted(change.kind for change in changes) == ["permission-gained", "permission-lost", "trust", "trust"]
    told = {change.title.partition(",")[0] for change in changes}
    assert told == {"acme-main-forecasting-evaluate is gone", "acme-main-forecasting-judge is new"}


def test_a_renamed_construct_is_no_change(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        for name, prefix in ((ROLES, "Team"), ("acme-main-Network", "NetworkFlowLog")):
            stack = templates[name]
            kept = {_renamed(id_, prefix): _rename(body, stack, prefix) for id_, body in stack.items()}
            stack.clear()
            stack.update(kept)

    assert differ(edit) == []


def _renamed(id_: str, prefix: str) -> str:
    return f"Moved{id_}" if id_.startswith(prefix) else id_


def _rename(value: object, ids: Resources, prefix: str) -> object:
    """A value in which references follow the ids that are new."""
    if isinstance(value, dict):
        return {key: _rename(item, ids, prefix) for key, item in value.items()}
    if isinstance(value, list):
        return [_rename(item, ids, prefix) for item in value]
    return _renamed(value, prefix) if isinstance(value, str) and value in ids else value


def test_statements_that_move_or_are_called_otherwise_are_no_change(differ: Differ) -> None:
    def edit(templates: Templates) -> None:
        jobs = named(templates[ROLES], "TeamJobsPolicy", POLICY)
        statement_of(jobs, "ProcessData")["Sid"] = "Otherwise"
        statements(jobs).reverse()
        actions = statement_of(jobs, "TrainModels")["Action"]
        actions.reverse()

    assert differ(edit) == []


def test_teams_that_gain_the_same_are_told_once(
    synthesized: Callable[[str], Synthesized], evaluator: Evaluator, tmp_path: Path
) -> None:
    def edit(templates: Templates) -> None:
        for name in [name for name in templates if name.startswith("volta-research-Roles-")]:
            policy = named(templates[name], "TeamJobsPolicy", POLICY)
            more = statement_of(policy, "TrainModels")
            more["Action"] = [*more["Action"], "sagemaker:DeleteModel"]

    base = synthesized("energy-retailer").folder
    changes = list(access_changes(read(base), edited(base, tmp_path / "head", edit), evaluator))
    [change] = changes
    assert change.title == "12 roles may now sagemaker:DeleteModel"
    assert "volta-research-trading-data-scientist" in change.after
    assert "volta-research-trading-lead" not in change.after
