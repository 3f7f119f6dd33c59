"""The one way to the evaluator of IAM policies: an optional tool of development, in a process of its own.

It is licensed under AGPL-3.0, so it is never imported, vendored or shipped (docs/decisions/0020-evaluator.md). Whoever
asks must be ready to hear that it is not there: `Evaluator.found` gives None, and a report says "not evaluated".
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Literal

from mlplatform.access.policies import Policy, as_list

PACKAGE = Path("node_modules", "@cloud-copilot", "iam-simulate", "package.json")
SCRIPT = Path("tools", "evaluator", "evaluate.mjs")
TIMEOUT_SECONDS = 300
A_FEW = 500
"""Questions for which another process would take longer to start than to answer."""

UNLISTED = re.compile(
    r"sagemaker:(?:DomainId|OutputKmsKey|UserProfileName|VolumeKmsKey)(?![A-Za-z])|kms:EncryptionContext:[A-Za-z0-9:_-]+"
)
"""Condition keys and policy variables that requests may carry and the evaluator's own reference does not list: names
that SageMaker's KMS keys once had, the profile that a session works in, what a key encrypts. It would leave them out of
a request, so they are asked about under a name that it takes for every request."""

ANY_TYPE = '*/*"'
"""A resource of any type, `arn:aws:ec2:eu-west-1:111122223333:*/*`: the evaluator compares what stands before the first
slash letter by letter, so it is told the same in the words that it understands."""

Layer = Literal["identity", "boundary", "resource", "endpoint", "organisation"]


class EvaluationError(RuntimeError):
    """The evaluator refused a question; the message says which and why."""


@dataclass(frozen=True, order=True)
class Decider:
    """A statement that matches a request."""

    layer: Layer
    policy: str
    sid: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A concrete request, and every policy that has a say in it.

    Args:
        principal: ARN of a role, or the name of a service.
        account: The account that owns the resource.
        context: Condition keys and their values.
        organisation: Service control policies, one for each level of the organisation; each level must allow.
    """

    principal: str
    action: str
    resource: str
    account: str
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    identity: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    guard: Policy | None = None
    endpoint: Policy | None = None
    organisation: tuple[Policy, ...] = ()

    def layers(self) -> Mapping[Layer, tuple[Policy, ...]]:
        """The policies by layer."""
        return {
            "identity": self.identity,
            "boundary": (self.boundary,) if self.boundary else (),
            "resource": (self.guard,) if self.guard else (),
            "endpoint": (self.endpoint,) if self.endpoint else (),
            "organisation": self.organisation,
        }


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a request is allowed, the statements that match it, and the keys that the action does not carry."""

    allowed: bool
    allows: frozenset[Decider]
    denies: frozenset[Decider]
    ignored: tuple[str, ...]


class Evaluator:
    """Asks the evaluator, all questions at once.

    Example:
        >>> evaluator = Evaluator.found(Path.cwd())
        >>> if evaluator:
        ...     verdicts = evaluator.judge(questions)
    """

    def __init__(self, node: str, script: Path) -> None:
        self._node, self._script = node, script

    @classmethod
    def found(cls, checkout: Path) -> "Evaluator | None":
        """The evaluator of a checkout, or None where it, or node, is not installed."""
        node = shutil.which("node")
        there = (checkout / PACKAGE).is_file() and (checkout / SCRIPT).is_file()
        return cls(node, checkout / SCRIPT) if node and there else None

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """The verdict on each question, in their order. Many are shared among processes, one for each processor."""
        processes = min(os.cpu_count() or 1, len(questions) // A_FEW + 1)
        share = -(-len(questions) // processes)
        shares = [questions[start : start + share] for start in range(0, len(questions), share or 1)]
        with ThreadPoolExecutor(processes) as executor:
            return [verdict for verdicts in executor.map(self._judged, shares) for verdict in verdicts]

    def _judged(self, questions: Sequence[Question]) -> list[Verdict]:
        with TemporaryFile("w+", encoding="utf-8") as output, TemporaryFile("w+", encoding="utf-8") as errors:
            code = self._fed(_messages(questions), output, errors)
            output.seek(0)
            errors.seek(0)
            if code != 0:
                raise EvaluationError(f"The evaluator ended with {code}: {errors.read().strip()[-500:]}")
            answers = [json.loads(line) for line in output]
        _refuse_errors(questions, answers)
        return [_verdict(answer) for answer in answers]

    def _fed(self, messages: Iterable[Mapping[str, Any]], output: IO[str], errors: IO[str]) -> int:
        """Run the evaluator, which answers the first questions while the last are still written."""
        # Node, and a script of this checkout.
        command = [self._node, str(self._script)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=errors, text=True) as process:  # noqa: S603
            if process.stdin:
                _write(process.stdin, messages)
            try:
                return process.wait(TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _write(pipe: IO[str], messages: Iterable[Mapping[str, Any]]) -> None:
    """Write the questions, and close. A reader that has ended takes no more: its code and what it wrote say why."""
    with suppress(BrokenPipeError):
        try:
            pipe.writelines(f"{json.dumps(message)}\n" for message in messages)
        finally:
            pipe.close()


def _listed(text: str) -> str:
    """A text with the unlisted keys renamed, wherever they stand: as condition keys, as variables."""
    return UNLISTED.sub(lambda found: f"aws:PrincipalTag/{found[0].replace(':', '.')}", text)


@cache
def names(patterns: tuple[str, ...], action: str) -> bool:
    """Whether one of the patterns of an Action element names an action."""
    return any(re.fullmatch(fnmatch.translate(pattern.lower()), action.lower()) for pattern in patterns)


def _about(policy: Policy, action: str) -> tuple[int, ...]:
    """The statements of a policy that name an action; of one that names it nowhere, the first: it is still there.

    The others could not match, and reading them is nine tenths of the evaluator's work.
    """
    found = [
        index
        for index, statement in enumerate(policy.statements)
        if "NotAction" in statement or names(tuple(as_list(statement["Action"])), action)
    ]
    return tuple(found) or (0,)


def _known(about: dict[tuple[str, str], tuple[int, ...]], policy: Policy, action: str) -> tuple[int, ...]:
    """`_about`, looked for once: many requests are about the same action under the same policies."""
    key = (policy.fingerprint, action)
    if key not in about:
        about[key] = _about(policy, action)
    return about[key]


def _document(policy: Policy, statements: Iterable[int]) -> Any:
    chosen = {**policy.document, "Statement": [policy.statements[index] for index in statements]}
    return json.loads(_listed(json.dumps(chosen)).replace(ANY_TYPE, '*"'))


def _messages(questions: Iterable[Question]) -> Iterator[Mapping[str, Any]]:
    """Each policy once, before the first question that it has a say in."""
    told: dict[tuple[Layer, str, tuple[int, ...]], str] = {}
    about: dict[tuple[str, str], tuple[int, ...]] = {}
    for question in questions:
        asked: dict[str, Any] = {
            "principal": question.principal,
            "action": question.action,
            "on": question.resource,
            "account": question.account,
            "context": {_listed(key): value for key, value in question.context.items()},
        }
        for layer, policies in question.layers().items():
            keys = [(layer, policy.fingerprint, _known(about, policy, question.action)) for policy in policies]
            for key, policy in zip(keys, policies, strict=True):
                if key not in told:
                    told[key] = f"{len(told)}:{policy.name}"
                    yield {"policy": told[key], "layer": layer, "document": _document(policy, key[2])}
            asked[layer] = [told[key] for key in keys]
        yield asked


def _refuse_errors(questions: Sequence[Question], answers: Sequence[Mapping[str, Any]]) -> None:
    """A question without an answer is a mistake of whoever asks: an unknown action, a resource of a wrong type."""
    wrong = [
        f"{question.action} on {question.resource}: {json.dumps(answer['error'])}"
        for question, answer in zip(questions, answers, strict=True)
        if "error" in answer
    ]
    if wrong:
        first = "\n  ".join(dict.fromkeys(wrong))
        raise EvaluationError(f"{len(wrong)} questions have no answer:\n  {first[:2000]}")


def _verdict(answer: Mapping[str, Any]) -> Verdict:
    return Verdict(
        allowed=answer["allowed"],
        allows=frozenset(_decider(found) for found in answer["allows"]),
        denies=frozenset(_decider(found) for found in answer["denies"]),
        ignored=tuple(sorted(answer["ignored"])),
    )


def _decider(found: tuple[Layer, str, str]) -> Decider:
    layer, policy, sid = found
    return Decider(layer, policy.partition(":")[2], sid)
