"""Questions to the evaluator, each asked once; those that no policy speaks of need no asking."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from mlplatform.access import EvaluationError, Evaluator, Policy, Question, Verdict
from mlplatform.access.evaluator import names
from mlplatform.access.policies import as_list

NOTHING_ALLOWS = Verdict(allowed=False, allows=frozenset(), denies=frozenset(), ignored=())
"""Of a request whose action no Allow names: IAM denies it, whatever else is written."""

Key = tuple[object, ...]
_ANSWERS: "WeakKeyDictionary[Evaluator, dict[Key, Verdict | None]]" = WeakKeyDictionary()


def judge(evaluator: Evaluator, questions: Sequence[Question]) -> list[Verdict | None]:
    """The verdict on each question, in their order; None for one that the evaluator does not take.

    What was answered once is not asked again: a baseline has most of its policies in common with what it is compared
    with.
    """
    answers = _ANSWERS.setdefault(evaluator, {})
    keys = [_key(question) for question in questions]
    open_ = {key: question for key, question in zip(keys, questions, strict=True) if key not in answers}
    asked = {key: question for key, question in open_.items() if _somebody_allows(question)}
    answers.update(dict.fromkeys(open_.keys() - asked.keys(), NOTHING_ALLOWS))
    answers.update(zip(asked, _asked(evaluator, list(asked.values())), strict=True))
    return [answers[key] for key in keys]


def _asked(evaluator: Evaluator, questions: Sequence[Question]) -> list[Verdict | None]:
    """The evaluator refuses all questions of which it does not take one, so the others are asked again without it."""
    if not questions:
        return []
    try:
        return list(evaluator.judge(questions))
    except EvaluationError as error:
        if "no answer" not in str(error):
            raise
    if len(questions) == 1:
        return [None]
    middle = len(questions) // 2
    return [*_asked(evaluator, questions[:middle]), *_asked(evaluator, questions[middle:])]


def _key(question: Question) -> Key:
    layers = tuple((layer, _prints(policies)) for layer, policies in question.layers().items())
    context = tuple(sorted((key, tuple(as_list(value))) for key, value in question.context.items()))
    return (question.principal, question.action, question.resource, question.account, context, layers)


def _prints(policies: Iterable[Policy]) -> tuple[str, ...]:
    return tuple(policy.fingerprint for policy in policies)


def _somebody_allows(question: Question) -> bool:
    granting = (*question.identity, *((question.guard,) if question.guard else ()))
    return any(allows(statement, question.action) for policy in granting for statement in policy.statements)


def allows(statement: Mapping[str, Any], action: str) -> bool:
    """Whether a statement allows an action on something."""
    if statement.get("Effect") != "Allow":
        return False
    return "NotAction" in statement or names(tuple(as_list(statement.get("Action", []))), action)
