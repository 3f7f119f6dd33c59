"""Running the rules over the templates of a synth, or over templates that somebody hands in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .rules import RULES
from .rules.closed import closed_rule
from .rules.forms import forms
from .rules.model import Assembly, Fault, Resource, Rule, Template
from .rules.soundness import unsound
from .rules.started import started_by
from .rules.unreadable import UnreadableError

EVALUATION = "EVALUATION"


@dataclass(frozen=True, order=True)
class Violation:
    """A resource (or, with an empty id, a template) that breaks a rule.

    `rule` is `EVALUATION` where something cannot be judged; `control` then names the rule that it matters to.
    """

    rule: str
    template: str
    resource: str
    faults: tuple[Fault, ...]
    control: str = ""

    @property
    def found(self) -> str:
        """Everything that was found, on one line."""
        return "; ".join(dict.fromkeys(fault.what for fault in self.faults))


@cache
def rules(services_kept: tuple[str, ...] = ()) -> dict[str, Rule]:
    """Every rule by its id, for an organisation that keeps these closed services."""
    return {rule.id: rule for rule in (*RULES, closed_rule(services_kept))}


def evaluate(
    bodies: Mapping[str, Any], services_kept: Sequence[str] = (), nested: Iterable[tuple[str, str]] = ()
) -> list[Violation]:
    """What breaks the rules in these templates (name to parsed JSON), in each form that a deployment can give them.

    `nested`: template and logical id of each stack resource whose template is among them.

    A rule or a template that cannot be evaluated is a violation of its own, `EVALUATION`.
    """
    active = rules(tuple(services_kept))
    found: set[Violation] = set()
    several = {name: _forms(name, body, found) for name, body in bodies.items()}
    assembly = Assembly(nested)
    assembly.update({name: Template(name, those[0], assembly) for name, those in several.items()})
    for name, those in several.items():
        for body in those:
            found.update(_evaluate(Template(name, body, assembly), active))
    return sorted(found)


def _forms(name: str, body: Any, found: set[Violation]) -> list[Mapping[str, Any]]:
    try:
        found.update(_unjudged(name, resource, what) for resource, what in unsound(body))
        return list(forms(body)) if isinstance(body, dict) else [{}]
    except Exception as error:  # noqa: BLE001 - whatever a template holds must become a finding, never silence
        found.add(_unjudged(name, "", f"the template could not be evaluated: {_worded(error)}"))
        return [body if isinstance(body, dict) else {}]


def _evaluate(bare: Template, active: Mapping[str, Rule]) -> Iterator[Violation]:
    started, unread = started_by(bare)
    yield from (_unjudged(bare.name, one.resource, one.what, one.path) for one in unread)
    template = replace(bare, started=started)
    for rule in active.values():
        resources = template.of_type(*rule.types) if rule.types else template.everything
        for resource in resources:
            yield from _check(rule, resource, template.name)


def _check(rule: Rule, resource: Resource, template: str) -> Iterator[Violation]:
    found: dict[Fault, None] = {}
    try:
        for fault in rule.found(resource):
            found[fault] = None
    except UnreadableError as error:
        what = f"{rule.id} cannot be decided: {error}"
        yield _unjudged(template, resource.id, what, error.path or rule.path, rule.id)
    except Exception as error:  # noqa: BLE001 - a rule that crashes must become a finding, never silence
        what = f"{rule.id} could not be evaluated: {_worded(error)}"
        yield _unjudged(template, resource.id, what, rule.path, rule.id)
    if found:
        yield Violation(rule.id, template, resource.id, tuple(found), rule.id)


def _unjudged(template: str, resource: str, what: str, path: str = "", control: str = "") -> Violation:
    return Violation(EVALUATION, template, resource, (Fault(what, path),), control or EVALUATION)


def _worded(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else repr(error)
