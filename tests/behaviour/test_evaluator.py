"""The adapter: what AWS documents of each layer, told by the evaluator; and that the adapter changes no verdict."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mlplatform.access import EvaluationError, Evaluator, Policy, Question
from tests.behaviour.conftest import Judged

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
OBJECT = "arn:aws:s3:::bucket/a"
ROOT_OF = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def policy(sid: str, effect: str, action: str, **more: Any) -> Policy:
    statement = {"Sid": sid, "Effect": effect, "Action": action, "Resource": "*", **more}
    return Policy(name=sid, document={"Version": "2012-10-17", "Statement": [statement]})


ALL = policy("All", "Allow", "*")
ANYBODY = policy("Anybody", "Allow", "*", Principal="*")


def ask(action: str = "s3:GetObject", resource: str = OBJECT, **more: Any) -> Question:
    given = {"identity": (ALL,), "account": ACCOUNT, **more}
    return Question(principal=ROLE, action=action, resource=resource, **given)


DOCUMENTED: Mapping[str, tuple[Question, bool]] = {
    "an identity policy allows": (ask(), True),
    "nothing allows": (ask(identity=()), False),
    "a Deny wins": (ask(identity=(ALL, policy("No", "Deny", "s3:*"))), False),
    "a boundary that does not allow limits": (ask(boundary=policy("B", "Allow", "kms:*")), False),
    "a boundary that allows lets through": (ask(boundary=policy("B", "Allow", "s3:*")), True),
    "a boundary grants nothing": (ask(identity=(), boundary=ALL), False),
    "an endpoint that does not allow stops": (ask(endpoint=policy("E", "Allow", "kms:*", Principal="*")), False),
    "an endpoint that allows lets through": (ask(endpoint=ANYBODY), True),
    "a service control policy stops": (ask(organisation=(policy("O", "Deny", "s3:*"),)), False),
    "a service control policy stops what no statement of it allows": (
        ask(organisation=(policy("O", "Deny", "iam:*"),)),
        False,
    ),
    "a service control policy lets through": (ask(organisation=(ALL,)), True),
    "a bucket that denies wins": (ask(guard=policy("R", "Deny", "s3:*", Principal="*")), False),
    "another account's bucket must allow, too": (ask(account="999999999999"), False),
    "another account's bucket that allows": (ask(account="999999999999", guard=ANYBODY), True),
    "a key whose policy does not name the account": (
        ask(
            "kms:Decrypt", KEY, guard=policy("K", "Allow", "kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"})
        ),
        False,
    ),
    "a key whose policy names the account": (
        ask("kms:Decrypt", KEY, guard=policy("K", "Allow", "kms:*", Principal=ROOT_OF)),
        True,
    ),
    "a key whose policy is about another action": (
        ask("kms:Decrypt", KEY, guard=policy("K", "Allow", "kms:Encrypt", Principal=ROOT_OF)),
        False,
    ),
    "a role whose trust is about another action": (
        ask("sts:AssumeRole", ROLE, guard=policy("T", "Allow", "sts:TagSession", Principal="*")),
        False,
    ),
    "a resource of any type": (
        ask(
            "ec2:DeleteNetworkInterface",
            f"arn:aws:ec2:eu-west-1:{ACCOUNT}:network-interface/eni-1",
            identity=(policy("A", "Allow", "ec2:*", Resource=f"arn:aws:ec2:eu-west-1:{ACCOUNT}:*/*"),),
        ),
        True,
    ),
}


@pytest.fixture(scope="module")
def documented(evaluator: Evaluator) -> Mapping[str, bool]:
    """What the evaluator says of each, all asked at once."""
    verdicts = evaluator.judge([question for question, _ in DOCUMENTED.values()])
    return {name: verdict.allowed for name, verdict in zip(DOCUMENTED, verdicts, strict=True)}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_what_aws_documents(documented: Mapping[str, bool], name: str) -> None:
    assert documented[name] is DOCUMENTED[name][1]


UNLISTED = {
    "sagemaker:VolumeKmsKey": ("sagemaker:CreateTrainingJob", f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:training-job/a"),
    "kms:EncryptionContext:aws:s3:arn": ("kms:Decrypt", KEY),
}


@pytest.mark.parametrize("key", UNLISTED)
@pytest.mark.parametrize(("value", "allowed"), [("right", True), ("wrong", False), (None, False)])
def test_keys_that_the_evaluator_does_not_list_are_asked_about_all_the_same(
    evaluator: Evaluator, key: str, value: str | None, allowed: bool
) -> None:
    action, resource = UNLISTED[key]
    held = policy("A", "Allow", action, Condition={"StringEquals": {key: "right"}})
    trust = policy("K", "Allow", "kms:*", Principal=ROOT_OF) if action.startswith("kms:") else None
    context = {key: value} if value else {}
    [verdict] = evaluator.judge([ask(action, resource, identity=(held,), guard=trust, context=context)])
    assert (verdict.allowed, verdict.ignored) == (allowed, ())


def test_a_key_that_an_action_does_not_carry_is_told(evaluator: Evaluator) -> None:
    [verdict] = evaluator.judge([ask(context={"sagemaker:VpcSubnets": ["subnet-1"]})])
    assert verdict.ignored == ("sagemaker:VpcSubnets",)


@pytest.mark.parametrize(
    ("action", "resource"), [("s3:GetObjekt", OBJECT), ("s3:GetObject", KEY), ("no:Action", OBJECT)]
)
def test_a_question_without_an_answer_is_refused(evaluator: Evaluator, action: str, resource: str) -> None:
    with pytest.raises(EvaluationError, match=f"{action} on {resource}"):
        evaluator.judge([ask(), ask(action, resource)])


def test_a_policy_that_is_none_is_refused(evaluator: Evaluator) -> None:
    with pytest.raises(EvaluationError, match="identityPolicyErrors"):
        evaluator.judge([ask(identity=(policy("A", "Perhaps", "s3:*"),))])


def test_an_evaluator_that_fails_is_no_verdict(tmp_path: Path) -> None:
    (script := tmp_path / "evaluate.mjs").write_text("throw new Error('out of order')\n")
    for number in (1, 3000):  # more than a pipe holds
        with pytest.raises(EvaluationError, match="out of order"):
            Evaluator("node", script).judge([ask()] * number)


def test_where_it_is_not_installed_there_is_none(tmp_path: Path) -> None:
    assert Evaluator.found(tmp_path) is None


def test_statements_about_other_actions_change_no_verdict(
    default: Judged, evaluator: Evaluator, monkeypatch: Any
) -> None:
    """The adapter leaves them out; here the evaluator reads every policy as a whole."""
    some = default.verdicts[:: len(default.verdicts) // 150]
    monkeypatch.setattr("mlplatform.access.evaluator._about", lambda policy, _: tuple(range(len(policy.statements))))
    whole = evaluator.judge([trial.question for trial, _ in some])
    assert [verdict for _, verdict in some] == whole


def test_nothing_that_is_shipped_contains_the_evaluator() -> None:
    """Its licence is AGPL-3.0: a tool of development, in a process of its own."""
    found = subprocess.run(
        ["git", "grep", "-l", "cloud-copilot"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    ).stdout.splitlines()
    shipped = [name for name in found if name.startswith(("stacks/", "lambda/", "constructs/", "images/", "sdk/"))]
    assert shipped == ["constructs/mlplatform/access/evaluator.py"]
