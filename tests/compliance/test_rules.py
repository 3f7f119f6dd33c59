"""Every rule fires on its mutations, and none on the good template."""

from typing import Any

import pytest

from mlplatform.compliance.evaluation import EVALUATION, evaluate, rules
from mlplatform.compliance.rules.model import Template
from tests.compliance.good import everything, good
from tests.compliance.good_jobs import KEPT
from tests.compliance.mutation import Mutation
from tests.compliance.mutations import MUTATIONS, RELATIONS

NAME = "template.json"
ELSEWHERE = {"SQS-01", "LAM-08"}
"""Rules that one of two properties meets: the finding may be about the other."""


def fired(template: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    found = evaluate({NAME: template, **more}, KEPT)
    assert [one for one in found if one.rule == EVALUATION] == []
    return {(one.rule, one.resource) for one in found if one.template == NAME}


def test_nothing_fires_on_the_good_template() -> None:
    assert evaluate({"template.json": everything()}, KEPT) == []


def test_the_good_template_has_every_type_that_is_not_refused_outright() -> None:
    present = Template("t", everything()).resources.values()
    refused = {"NO-INTERNET-GATEWAY", "NO-CLOSED-SERVICE", "NO-UNSEEN-TEMPLATE"}
    for rule in rules().values():
        if rule.id not in refused and rule.types:
            assert {resource.type for resource in present} & set(rule.types), rule.id


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_mutation_is_found(mutation: Mutation) -> None:
    template = everything()
    mutation.apply(template)
    found = evaluate({NAME: template}, KEPT)
    assert [one for one in found if one.rule == EVALUATION] == []
    here = [one for one in found if (one.rule, one.resource) == (mutation.rule, mutation.fires_on or mutation.resource)]
    assert here
    if mutation.path.startswith("Properties.") and not mutation.fires_on and mutation.rule not in ELSEWHERE:
        paths = {fault.path.split(".")[0] for one in here for fault in one.faults}
        assert mutation.path.split(".")[1] in paths, "the finding is about another property"


@pytest.mark.parametrize(("rule", "resource", "partner"), RELATIONS)
def test_a_missing_partner_is_found(rule: str, resource: str, partner: str) -> None:
    template = good()
    del template["Resources"][partner]
    assert (rule, resource) in fired(template)


@pytest.mark.parametrize(("rule", "resource", "partner"), RELATIONS)
def test_a_partner_under_a_condition_is_found(rule: str, resource: str, partner: str) -> None:
    template = good()
    template["Resources"][partner]["Condition"] = "IsProd"
    assert (rule, resource) in fired(template)


def test_every_rule_has_mutations() -> None:
    assert set(rules()) == {mutation.rule for mutation in MUTATIONS}


def test_a_mutation_in_a_second_template_is_found_there() -> None:
    bad = good()
    del bad["Resources"]["Bucket"]["Properties"]["BucketEncryption"]
    found = evaluate({"one": good(), "two": bad})
    assert {(one.template, one.resource, one.rule) for one in found} == {("two", "Bucket", "S3-02")}
