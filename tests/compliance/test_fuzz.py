"""Whatever is handed to the check command ends in findings or in a reason: never in a traceback, never in silence."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlplatform.compliance.check import check
from mlplatform.compliance.evaluation import EVALUATION, evaluate, rules
from mlplatform.compliance.rules.cfn import maps_within
from tests.compliance.good import everything
from tests.compliance.good_jobs import KEPT
from tests.compliance.mutation import put

SMALL, LARGE = 60, 4000
GOOD = everything()
FUNCTIONS = [
    "Ref",
    "Condition",
    "Fn::If",
    "Fn::Sub",
    "Fn::Join",
    "Fn::GetAtt",
    "Fn::Select",
    "Fn::Split",
    "Fn::FindInMap",
]
FUNCTIONS += ["Fn::ImportValue", "Fn::Transform", "Fn::ToJsonString", "Fn::Nothing", "Fn::ForEach::X"]
SYNTAX = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "-",
    "\n",
    " ",
    "  ",
    "\t",
    "'",
    '"',
    "&a",
    "*a",
    "!Ref",
    "!Sub",
    "!!set",
    "<<",
    "? ",
    "|",
    ">",
    "#",
    "---",
    "\x00",
]
WORDS = [
    "Resources",
    "Type",
    "Properties",
    "AWS::S3::Bucket",
    "AWS::IAM::Role",
    "Statement",
    "true",
    "1",
    "${X}",
    "ä",
    *FUNCTIONS,
]

leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(WORDS), st.text(max_size=4))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=10,
)
texts = st.lists(st.sampled_from(SYNTAX + WORDS), max_size=40).map("".join)
files = st.one_of(
    st.binary(max_size=200),
    texts.map(lambda text: text.encode()),
    values.map(lambda value: json.dumps(value, default=str).encode()),
    values.map(lambda value: yaml.safe_dump(value).encode()),
    values.map(lambda value: json.dumps({"Resources": {"X": value}}, default=str).encode()),
    values.map(
        lambda value: yaml.safe_dump({"Resources": {"X": {"Type": "AWS::S3::Bucket", "Properties": value}}}).encode()
    ),
)


def _paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every place in a value, the deepest too."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in entries for place in ((*path, str(key)), *_paths(item, (*path, str(key))))]


PLACES = _paths(GOOD["Resources"])


def _handed_in(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"template.{suffix}"
        file.write_bytes(content)
        outcome = check([file])
    assert outcome.exit_code in (0, 1, 2)
    assert (outcome.exit_code == 2) == bool(outcome.refused)
    assert (outcome.templates == 0) == bool(outcome.refused)
    assert all(one.message and one.fix and one.control for one in outcome.findings)
    json.loads(outcome.as_json())


def _broken(place: tuple[str, ...], value: Any) -> None:
    """A good template with something else at one place: judged, and what is no function of CloudFormation is said."""
    template = json.loads(json.dumps(GOOD))
    put(template["Resources"], list(place), value)
    found = evaluate({"t": template}, KEPT)
    assert all(one.rule in rules() or one.rule == EVALUATION for one in found)
    resources = [one for one in template["Resources"].values() if isinstance(one, dict)]
    if any("Fn::Nothing" in one for one in maps_within(resources)):
        assert EVALUATION in {one.rule for one in found}


QUICK = settings(max_examples=SMALL, deadline=None)
LONG = settings(max_examples=LARGE, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(files, st.sampled_from(["json", "yaml", "template"]))
def test_any_file_may_be_handed_in(content: bytes, suffix: str) -> None:
    _handed_in(content, suffix)


@QUICK
@given(st.sampled_from(PLACES), values)
def test_anything_may_stand_anywhere(place: tuple[str, ...], value: Any) -> None:
    _broken(place, value)


@pytest.mark.nightly
@LONG
@given(files, st.sampled_from(["json", "yaml", "template"]))
def test_any_file_may_be_handed_in_at_length(content: bytes, suffix: str) -> None:
    _handed_in(content, suffix)


@pytest.mark.nightly
@LONG
@given(st.sampled_from(PLACES), values)
def test_anything_may_stand_anywhere_at_length(place: tuple[str, ...], value: Any) -> None:
    _broken(place, value)
