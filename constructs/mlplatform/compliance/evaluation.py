"""Running the rules over the templates of a synth."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .catalogue import waiting
from .rules import RULES
from .rules.closed import closed_rule
from .rules.conditions import variants
from .rules.model import Assembly, Resource, Rule, Template

UNRULED = "NO-UNRULED-TYPE"
EVALUATION = "EVALUATION"


@dataclass(frozen=True, order=True)
class Violation:
    """A resource (or, with an empty id, a template) that breaks a rule."""

    rule: str
    template: str
    resource: str
    found: str


@cache
def rules(services_kept: tuple[str, ...] = ()) -> dict[str, Rule]:
    """Every rule by its id, for an organisation that keeps these closed services."""
    return {rule.id: rule for rule in (*RULES, closed_rule(services_kept), _unruled())}


def _unruled() -> Rule:
    kept = {type_: control for control, type_ in sorted(waiting().items(), reverse=True)}

    def check(resource: Resource) -> str:
        return f"{resource.type} has controls without a rule, such as {kept[resource.type]}"

    return Rule(
        UNRULED,
        "M",
        tuple(sorted(kept)),
        "Every resource type of the control catalogue has its rules before it is used.",
        "Write the rules of the type's controls in mlplatform/compliance/rules, with their tests.",
        check,
    )


def evaluate(bodies: Mapping[str, Any], services_kept: Sequence[str] = ()) -> list[Violation]:
    """What breaks the rules in these templates (name to parsed JSON), in each form that their conditions allow.

    A rule or a template that cannot be evaluated is a violation of its own, `EVALUATION`.
    """
    active = rules(tuple(services_kept))
    found: set[Violation] = set()
    forms = {name: _variants(name, body, found) for name, body in bodies.items()}
    assembly = Assembly()
    assembly.update({name: Template(name, several[0], assembly) for name, several in forms.items()})
    for name, several in forms.items():
        for body in several:
            found.update(_evaluate(Template(name, body, assembly), active))
    return sorted(found)


def _variants(name: str, body: Any, found: set[Violation]) -> list[Mapping[str, Any]]:
    if not isinstance(body, dict):
        found.add(Violation(EVALUATION, name, "", f"the template is a {type(body).__name__}, not a map"))
        return [{}]
    found.update(Violation(EVALUATION, name, "", unseen) for unseen in _unseen(body))
    try:
        return list(variants(body))
    except Exception as error:  # noqa: BLE001 - whatever a template holds must become a finding, never silence
        found.add(Violation(EVALUATION, name, "", f"the template could not be evaluated: {error!r}"))
        return [body]


def _unseen(body: Mapping[str, Any]) -> Iterator[str]:
    """What makes resources that stand in no template: macros, loops; and what is no resource at all."""
    if body.get("Transform"):
        yield f"the transform {body['Transform']} makes resources that no rule sees"
    resources = body.get("Resources", {})
    if not isinstance(resources, dict):
        yield f"Resources is a {type(resources).__name__}, not a map"
        return
    for key, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            yield f"{key} of Resources has no type, so no rule sees what it makes"


def _evaluate(template: Template, active: Mapping[str, Rule]) -> Iterator[Violation]:
    for rule in active.values():
        resources = template.of_type(*rule.types) if rule.types else template.resources.values()
        for resource in resources:
            yield from _check(rule, resource, template.name)


def _check(rule: Rule, resource: Resource, template: str) -> Iterator[Violation]:
    try:
        found = list(dict.fromkeys(rule.found(resource)))
        if found:
            yield Violation(rule.id, template, resource.id, "; ".join(found))
    except Exception as error:  # noqa: BLE001 - a rule that crashes must become a finding, never silence
        yield Violation(EVALUATION, template, resource.id, f"{rule.id} could not be evaluated: {error!r}")


def read_templates(paths: Iterable[Path]) -> dict[Path, Any]:
    """The templates of these stacks, and those of the stacks nested in them, which are assets."""
    found = sorted({template for path in paths for template in (path, *_nested(path))})
    return {path: json.loads(path.read_text(encoding="utf-8")) for path in found}


def _nested(stack: Path) -> Iterator[Path]:
    manifest = stack.with_name(stack.name.removesuffix(".template.json") + ".assets.json")
    if manifest.is_file():
        for asset in json.loads(manifest.read_text(encoding="utf-8"))["files"].values():
            if asset["source"].get("path", "").endswith(".nested.template.json"):
                yield stack.with_name(asset["source"]["path"])
