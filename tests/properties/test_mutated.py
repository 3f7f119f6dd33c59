"""What our constructs make, broken in one way: the rule fires on it, and fired on nothing before.

The mutations are those of the rules' own tests, applied to the first resource of the type in the default organisation
that has what is to be broken.
"""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.compliance.assembly import stack_templates
from mlplatform.compliance.evaluation import evaluate, rules
from mlplatform.compliance.templates import read_templates
from tests.compliance.good import everything
from tests.compliance.mutation import MISSING, Mutation, changed
from tests.compliance.mutations import MUTATIONS
from tests.conftest import Assembly

GOOD = everything()["Resources"]
LEAST = 78
"""Rules of which the default organisation has a resource that can be broken."""

Templates = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def templates(synthesized: Callable[[str], Assembly]) -> Templates:
    paths = stack_templates(synthesized("energy-retailer").folder)
    return read_templates(paths).named(lambda path: path.name)[0]


def broken(mutation: Mutation, templates: Templates) -> tuple[dict[str, Any], dict[str, Any], str] | None:
    """A template before and after, and the resource; None when no resource has what is to be broken."""
    type_ = GOOD[mutation.resource]["Type"] if mutation.resource in GOOD else ""
    for body in templates.values():
        for name, resource in body["Resources"].items():
            if resource["Type"] == type_ and mutation.path.startswith("Properties."):
                try:
                    after = changed(resource, mutation.path, mutation.value)
                except (KeyError, IndexError, ValueError, TypeError, AttributeError):
                    continue  # this one has nothing there
                return body, {**body, "Resources": {**body["Resources"], name: after}}, name
    return None


def is_portable(mutation: Mutation) -> bool:
    """Whether it means the same elsewhere: it names no statement by its place, and no resource of the good template."""
    return ".Statement." not in mutation.path and "Fn::GetAtt" not in str(mutation.value) and not mutation.fires_on


def fired(body: dict[str, Any], rule: str) -> set[str]:
    return {one.resource for one in evaluate({"t": body}) if one.rule == rule}


def test_what_our_constructs_make_is_found_when_it_is_broken(templates: Templates) -> None:
    tried, unseen = set(), []
    for mutation in MUTATIONS:
        wanted = (mutation.rule, mutation.value is MISSING)
        found = broken(mutation, templates) if wanted not in tried and is_portable(mutation) else None
        if found is None:
            continue
        before, after, resource = found
        if resource not in fired(before, mutation.rule):
            tried.add(wanted)
            if resource not in fired(after, mutation.rule):
                unseen.append((str(mutation), resource))
    assert unseen == []
    assert len({rule for rule, _ in tried}) >= LEAST, sorted(set(rules()) - {rule for rule, _ in tried})
