"""Changing one statement of one policy at a time, and asking again what that statement decided."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mlplatform.access import Policy, Question, Trial, Verdict
from mlplatform.access.evaluator import Layer, names

Statement = dict[str, Any]
Asked = tuple[Trial, Verdict]


@dataclass(frozen=True, order=True)
class Place:
    """A statement: the layer in which it speaks, its policy, its Sid."""

    layer: Layer
    policy: str
    sid: str


@dataclass(frozen=True, eq=False)
class Mutation:
    """A change of a statement; `without` is what the policy says instead, None where the statement goes."""

    place: Place
    name: str
    instead: Statement | None

    def applied_to(self, question: Question) -> Question:
        """The same request, where the policy says something else."""
        if self.place.layer == "identity":
            changed = tuple(self._changed(policy) for policy in question.identity)
            return replace(question, identity=tuple(policy for policy in changed if policy))
        layers = {"boundary": question.boundary, "resource": question.guard, "endpoint": question.endpoint}
        policy = layers[self.place.layer]
        if policy is None:
            return question
        changed_policy = self._changed(policy) or _nothing(policy)
        if self.place.layer == "boundary":
            return replace(question, boundary=changed_policy)
        if self.place.layer == "resource":
            return replace(question, guard=changed_policy)
        return replace(question, endpoint=changed_policy)

    def _changed(self, policy: Policy) -> Policy | None:
        if policy.name != self.place.policy:
            return policy
        statements = [self.instead if s["Sid"] == self.place.sid else s for s in policy.statements]
        left = [statement for statement in statements if statement is not None]
        return Policy(name=policy.name, document={**policy.document, "Statement": left}) if left else None


def _nothing(policy: Policy) -> Policy:
    """A policy that is there and is about nothing: without a policy at all other rules hold."""
    [first, *_] = policy.statements
    about: Statement = {"Sid": "Nothing", "Effect": "Allow", "Action": "sts:GetAccessKeyInfo"}
    about |= {key: value for key, value in (("Principal", first.get("Principal")), ("Resource", "*")) if key in first}
    return Policy(name=policy.name, document={**policy.document, "Statement": [about]})


def places(asked: Sequence[Asked]) -> dict[Place, Statement]:
    """Every statement of every policy that had a say."""
    found: dict[Place, Statement] = {}
    for policy, layer in _policies(asked):
        for statement in policy.statements:
            found[Place(layer, policy.name, statement["Sid"])] = dict(statement)
    return found


def _policies(asked: Sequence[Asked]) -> Iterator[tuple[Policy, Layer]]:
    seen: set[tuple[str, Layer]] = set()
    for trial, _ in asked:
        for layer, policies in trial.question.layers().items():
            for policy in policies:
                if (policy.name, layer) not in seen and not policy.name.startswith(IMAGINED):
                    seen.add((policy.name, layer))
                    yield policy, layer


IMAGINED = ("supposed", "open", "closed")


def decided_by(asked: Sequence[Asked]) -> dict[Place, list[Asked]]:
    """The requests that a statement alone seems to decide: its layer's only Allow, or the only Deny."""
    found: dict[Place, list[Asked]] = {}
    for trial, verdict in asked:
        speaking = verdict.allows if verdict.allowed else verdict.denies
        for decider in speaking:
            beside = [other for other in speaking if not verdict.allowed or other.layer == decider.layer]
            if len(beside) == 1:
                found.setdefault(Place(decider.layer, decider.policy, decider.sid), []).append((trial, verdict))
    return found


def about(asked: Sequence[Asked]) -> dict[tuple[Layer, str, str], list[Asked]]:
    """The requests in which a policy had a say, by layer, policy and action."""
    found: dict[tuple[Layer, str, str], list[Asked]] = {}
    for trial, verdict in asked:
        for layer, policies in trial.question.layers().items():
            for policy in policies:
                found.setdefault((layer, policy.name, trial.question.action), []).append((trial, verdict))
    return found


def weakenings(place: Place, statement: Statement) -> Iterator[Mutation]:
    """An Allow without one of its conditions, or on more than its resources; a Deny of one action less, or of more."""
    for name, less in _without_a_condition(statement):
        yield Mutation(place, f"without {name}", less)
    if statement["Effect"] == "Allow":
        wider = _wider_within(statement) if place.layer == "resource" else _wider(statement)
        if wider is not None:
            yield Mutation(place, "on more", wider)
    else:
        actions = _list(statement["Action"])
        for action in actions if len(actions) > 1 else ():
            yield Mutation(place, f"without {action}", {**statement, "Action": [a for a in actions if a != action]})


def _without_a_condition(statement: Statement) -> Iterator[tuple[str, Statement]]:
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            less = copy.deepcopy(statement)
            del less["Condition"][operator][key]
            less["Condition"] = {name: tests for name, tests in less["Condition"].items() if tests}
            if not less["Condition"]:
                del less["Condition"]
            yield f"{operator} {key}", less


def _wider(statement: Statement) -> Statement | None:
    """The same on every resource of the types that it names; None where it is that already."""
    if "Resource" not in statement:
        return None
    resources = _list(statement["Resource"])
    wider = sorted({_every(resource) for resource in resources})
    return None if wider == sorted(resources) or "*" in resources else {**statement, "Resource": wider}


def _wider_within(statement: Statement) -> Statement | None:
    """The same on all objects of the bucket; the policy of a resource says nothing of any other."""
    resources = _list(statement.get("Resource", "*"))
    wider = sorted({re.sub(r"^(arn:[^:]+:s3:::[^/]+)/.+", r"\1/*", resource) for resource in resources})
    return None if wider == sorted(resources) else {**statement, "Resource": wider}


def _every(arn: str) -> str:
    if arn == "*" or arn.endswith(":*/*"):
        return arn
    head, partition, service, region, account, resource = arn.split(":", 5)
    if service == "s3":
        return f"{head}:{partition}:s3:::*{'/*' if '/' in resource else ''}"
    kind = re.match(r"[a-z-]+(?=[/:])", resource)
    rest = resource.count(":") if service == "logs" else 0
    name = f"{kind[0]}{resource[kind.end()]}*" if kind else "*"
    return f"{head}:{partition}:{service}:{region}:{account}:{name}{':log-stream:*' if rest > 1 else ''}"


def candidates(
    mutation: Mutation, statement: Statement, requests: Mapping[tuple[Layer, str, str], list[Asked]]
) -> list[Asked]:
    """The requests whose verdict a mutation could change."""
    patterns, place = tuple(_list(statement["Action"])), mutation.place
    found = [
        asked
        for (layer, policy, action), several in requests.items()
        if (layer, policy) == (place.layer, place.policy) and names(patterns, action)
        for asked in several
    ]
    if statement["Effect"] == "Allow":
        return [(trial, verdict) for trial, verdict in found if not verdict.allowed and not verdict.denies]
    alone = [(trial, verdict) for trial, verdict in found if {d.sid for d in verdict.denies} == {place.sid}]
    return alone + [(trial, verdict) for trial, verdict in found if verdict.allowed]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
