"""Mutations as people write them in the CDK: a property override, a deletion by override, an untyped resource.

One synth for all: the good template is included as typed resources once for each round, and in a round every resource
is broken in one way. What the CDK writes is what the mutation says, and the rule fires on it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, CfnResource, Stack, cloudformation_include

from mlplatform.compliance.evaluation import evaluate, rules
from tests.compliance.good import everything
from tests.compliance.good_jobs import KEPT
from tests.compliance.mutation import MISSING, Mutation, put
from tests.compliance.mutations import MUTATIONS

PROPERTY, UNTYPED = "override", "untyped"
REFUSED_BY_TYPE = {"NO-INTERNET-GATEWAY", "NO-UNSEEN-TEMPLATE", "NO-CDK-PROVIDER", "NO-CLOSED-SERVICE"}
"""Rules on types that no compliant template has: there is nothing to override."""


@dataclass(frozen=True)
class Written:
    """A mutation in one of the stacks that break something."""

    mutation: Mutation
    stack: str


def chosen() -> Iterator[Mutation]:
    """Of each rule, a wrong value and a missing property where it has them."""
    seen = set()
    for one in MUTATIONS:
        kind = (one.rule, one.value is MISSING)
        merges = isinstance(one.value, dict)  # the CDK merges a map into what is there
        if one.path.startswith("Properties.") and not merges and kind not in seen:
            seen.add(kind)
            yield one


def rounds() -> dict[int, list[Mutation]]:
    """Mutations of the same round are of different resources."""
    found: dict[int, list[Mutation]] = defaultdict(list)
    taken: dict[str, int] = defaultdict(int)
    for one in chosen():
        found[taken[one.resource]].append(one)
        taken[one.resource] += 1
    return found


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Template by stack: the good one as the CDK writes it, and the rounds, by override and untyped."""
    folder = tmp_path_factory.mktemp("forms")
    file = folder / "good.json"
    file.write_text(json.dumps(everything()))
    app = App(outdir=str(folder / "out"), builtin_cloud_formation_validation=False, analytics_reporting=False)
    cloudformation_include.CfnInclude(Stack(app, "good"), "Include", template_file=str(file))
    for number, mutations in rounds().items():
        overridden(Stack(app, f"{PROPERTY}-{number}"), str(file), mutations)
        untyped(Stack(app, f"{UNTYPED}-{number}"), mutations)
    app.synth()
    return {path.name.split(".")[0]: json.loads(path.read_text()) for path in Path(app.outdir).glob("*.template.json")}


def overridden(stack: Stack, file: str, mutations: list[Mutation]) -> None:
    included = cloudformation_include.CfnInclude(stack, "Include", template_file=file)
    for one in mutations:
        resource = included.get_resource(one.resource)
        assert type(resource) is not CfnResource, f"{one.resource} is not typed"
        path = one.path.removeprefix("Properties.")
        if one.value is MISSING:
            resource.add_property_deletion_override(path)
        else:
            resource.add_property_override(path, one.value)


def untyped(stack: Stack, mutations: list[Mutation]) -> None:
    """The whole template as resources without a type, so that relations hold."""
    body = everything()
    for one in mutations:
        one.apply(body)
    for name, resource in body["Resources"].items():
        made = CfnResource(stack, name, type=resource["Type"], properties=resource.get("Properties", {}))
        for key in ("DeletionPolicy", "UpdateReplacePolicy"):
            if key in resource:
                made.add_override(key, resource[key])


def fired(template: dict[str, Any], *, parameters: bool = True) -> set[tuple[str, str]]:
    if parameters:
        template = {**everything(), **template}
    return {(one.rule, one.resource) for one in evaluate({"t": template}, KEPT)}


def test_the_good_template_is_good_as_the_cdk_writes_it(templates: dict[str, dict[str, Any]]) -> None:
    assert fired(templates["good"]) == set()


def test_each_rule_is_tried_in_every_form() -> None:
    tried = {(one.rule, one.value is MISSING) for one in chosen()}
    assert {rule for rule, _ in tried} >= set(rules()) - REFUSED_BY_TYPE
    by_value = {rule for rule, missing in tried if not missing}
    by_deletion = {rule for rule, missing in tried if missing}
    assert len(by_value) > 90, sorted(set(rules()) - by_value)
    assert len(by_deletion) > 90, sorted(set(rules()) - by_deletion)


@pytest.mark.parametrize("form", [PROPERTY, UNTYPED])
@pytest.mark.parametrize("number", sorted(rounds()))
def test_what_is_written_is_found(number: int, form: str, templates: dict[str, dict[str, Any]]) -> None:
    template = templates[f"{form}-{number}"]
    found = fired(template)
    for one in rounds()[number]:
        assert (one.rule, one.fires_on or one.resource) in found, one


@pytest.mark.parametrize("number", sorted(rounds()))
def test_an_override_is_written_as_the_mutation_says(number: int, templates: dict[str, dict[str, Any]]) -> None:
    for one in rounds()[number]:
        expected = json.loads(json.dumps(templates["good"]["Resources"]))
        put(expected, [one.resource, *one.path.split(".")], one.value)
        written = templates[f"{PROPERTY}-{number}"]["Resources"][one.resource]
        assert without_nothing(written) == without_nothing(expected[one.resource]), one


def without_nothing(value: Any) -> Any:
    """A value without nulls and empty maps, which the CDK leaves out."""
    if isinstance(value, list):
        return [without_nothing(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: without_nothing(item) for key, item in value.items()}
    return {key: item for key, item in found.items() if item is not None and item != {}}
