"""Differences in access where not everything can be evaluated or read, and those of other apps."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mlplatform.access import Estate, EvaluationError, Evaluator, Question, Verdict
from mlplatform.dossier import Assembly, read
from mlplatform.dossier.differences.access import access_changes
from tests.conftest import ROOT
from tests.conftest import Assembly as Synthesized
from tests.dossier.small_access import (
    Templates,
    edited,
    inline,
    installed_evaluator,
    named,
    role,
    statement_of,
    titles,
    written,
)

POLICY, DATA, SCIENTIST = (
    "AWS::IAM::ManagedPolicy",
    "acme-main-Data-forecasting",
    "acme-main-forecasting-data-scientist",
)


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return installed_evaluator()


@pytest.fixture(scope="module")
def baseline(synthesized: Callable[[str], Synthesized]) -> Assembly:
    return read(synthesized("minimal").folder)


def test_without_an_evaluator_policies_are_read_and_the_text_says_so(baseline: Assembly, tmp_path: Path) -> None:
    def edit(templates: Templates) -> None:
        statement = statement_of(named(templates[DATA], "LakeDataScientistAccess", POLICY), "DeleteObjects")
        statement["Action"] = "s3:PutObjectAcl"

    gained, lost = access_changes(baseline, edited(baseline.folder, tmp_path / "head", edit), None)
    assert gained.title == f"{SCIENTIST} perhaps may now s3:PutObjectAcl (not evaluated)"
    assert lost.title == f"{SCIENTIST} perhaps may no longer s3:DeleteObject (not evaluated)"
    assert (gained.before, lost.after) == ("not evaluated", "not evaluated")
    assert gained.after.endswith("/scratch/* (DeleteObjects) is new")


def test_a_role_that_cannot_be_read_whole_is_not_evaluated(tmp_path: Path, evaluator: Evaluator) -> None:
    def app(name: str, action: str) -> Assembly:
        own = inline({"Sid": "Own", "Effect": "Allow", "Action": action, "Resource": "*"})
        unread = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        return written(tmp_path / name, {"Worker": role(RoleName="worker", ManagedPolicyArns=unread, Policies=own)})

    changes = list(access_changes(app("base", "s3:GetObject"), app("head", "s3:PutObject"), evaluator))
    assert titles(changes) == [
        ("permission-gained", "worker perhaps may now s3:PutObject (not evaluated)"),
        ("permission-lost", "worker perhaps may no longer s3:GetObject (not evaluated)"),
    ]


def test_another_apps_roles_are_evaluated(tmp_path: Path, evaluator: Evaluator) -> None:
    def app(name: str, *actions: str) -> Assembly:
        own = inline({"Effect": "Allow", "Action": list(actions), "Resource": "*"})
        return written(tmp_path / name, {"Worker": role(Policies=own)})

    [change] = access_changes(app("base", "s3:GetObject"), app("head", "s3:GetObject", "sts:AssumeRole"), evaluator)
    assert change.kind == "permission-gained"
    assert change.title.endswith(" may now sts:AssumeRole")
    assert change.place == "App/Worker"


def test_an_action_that_the_reference_does_not_know_is_not_left_out(tmp_path: Path, evaluator: Evaluator) -> None:
    def app(name: str, *actions: str) -> Assembly:
        own = inline({"Sid": "Own", "Effect": "Allow", "Action": list(actions), "Resource": "*"})
        return written(tmp_path / name, {"Worker": role(RoleName="worker", Policies=own)})

    [change] = access_changes(app("base", "s3:GetObject"), app("head", "s3:GetObject", "news:Start"), evaluator)
    assert titles([change]) == [("permission-gained", "worker perhaps may now news:Start (not evaluated)")]


class Refusing(Evaluator):
    """Takes no question about deleting."""

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        if any("Delete" in question.action for question in questions):
            raise EvaluationError("1 questions have no answer")
        return super().judge(questions)


def test_a_question_that_the_evaluator_does_not_take_is_not_left_out(tmp_path: Path, evaluator: Evaluator) -> None:
    refusing = Refusing.found(ROOT)
    assert refusing

    def app(name: str, *actions: str) -> Assembly:
        own = inline({"Sid": "Own", "Effect": "Allow", "Action": list(actions), "Resource": "*"})
        return written(tmp_path / name, {"Worker": role(RoleName="worker", Policies=own)})

    base, head = app("base", "s3:GetObject"), app("head", "s3:GetObject", "s3:PutObject", "s3:DeleteObject")
    assert titles(list(access_changes(base, head, refusing))) == [
        ("permission-gained", "worker perhaps may now s3:DeleteObject (not evaluated)"),
        ("permission-gained", "worker may now s3:PutObject"),
    ]
    assert len(list(access_changes(base, head, evaluator))) == 2


def test_an_app_that_is_deployed_to_two_accounts_is_told_apart(tmp_path: Path, evaluator: Evaluator) -> None:
    def app(name: str, *actions: str) -> Assembly:
        same, wide = (
            {"Worker": role(RoleName="worker", Policies=inline({"Effect": "Allow", "Action": each, "Resource": "*"}))}
            for each in ("s3:GetObject", list(actions))
        )
        one = written(tmp_path / name / "one", same, account="111122223333").estate.stacks
        other = written(tmp_path / name / "other", wide, account="444455556666").estate.stacks
        return Assembly(folder=tmp_path / name, estate=Estate((*one, *other)))

    base, head = app("base", "s3:GetObject"), app("head", "s3:GetObject", "s3:PutObject")
    [change] = access_changes(base, head, evaluator)
    assert (change.environment, change.title) == ("444455556666 eu-west-1", "worker may now s3:PutObject")
