"""Whatever a template holds, evaluating it ends in findings, never in an exception."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mlplatform.compliance.evaluation import EVALUATION, evaluate, rules
from tests.compliance.good import good

_KEYS = sorted({key for one in good()["Resources"].values() for key in one.get("Properties", {})})
_TYPES = sorted({type_ for rule in rules().values() for type_ in rule.types})
_NAMES = st.sampled_from(
    [*_KEYS, "Ref", "Fn::If", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::ImportValue", "Statement", "Effect", "Action"]
)
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), _NAMES)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3), max_leaves=12
)
_RESOURCES = st.fixed_dictionaries(
    {"Type": st.sampled_from(_TYPES) | _LEAVES},
    optional={"Properties": _VALUES, "Condition": _LEAVES, "Metadata": _VALUES},
)


def _evaluate(template: Any) -> None:
    for one in evaluate({"t": template}):
        assert one.rule in rules() or one.rule == EVALUATION
        assert one.found


@settings(max_examples=150, deadline=None)
@given(_VALUES)
def test_any_json_is_a_template(template: Any) -> None:
    _evaluate(template)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=5), _RESOURCES | _VALUES, max_size=4), _VALUES, _VALUES)
def test_any_resources_can_be_judged(resources: Any, conditions: Any, outputs: Any) -> None:
    _evaluate({"Resources": resources, "Conditions": conditions, "Outputs": outputs})


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_may_stand_in_a_good_template(data: st.DataObject) -> None:
    template = good()
    resource = template["Resources"][data.draw(st.sampled_from(sorted(template["Resources"])))]
    resource["Properties"][data.draw(st.sampled_from(sorted(resource["Properties"]) or ["Name"]))] = data.draw(_VALUES)
    _evaluate(template)
