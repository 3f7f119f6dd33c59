"""The table of stateful types is complete, and what is generated for it is current."""

import pytest

from mlplatform.lock.create_only import _schemas, may_only, replacing, value_at
from mlplatform.lock.stateful import NOTHING_OF_THEIR_OWN, STATEFUL, is_held
from stacks.platform_stack import TAGS_FOR_EVER
from tests.conftest import Assembly
from tools import create_only

SOON = {
    "AWS::Athena::WorkGroup",
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::Repository",
    "AWS::DynamoDB::Table",
    "AWS::ECR::Repository",
    "AWS::Glue::Database",
    "AWS::SageMaker::FeatureGroup",
    "AWS::SageMaker::MlflowApp",
    "AWS::SageMaker::MlflowTrackingServer",
    "AWS::SageMaker::ModelPackageGroup",
}
"""What the stacks of the next releases hold; named here so that nobody takes a row away unseen."""


def test_whatever_a_template_retains_is_held(sample: Assembly) -> None:
    retained = {
        resource["Type"]
        for template in sample.templates.values()
        for resource in template["Resources"].values()
        if "Retain" in f"{resource.get('DeletionPolicy')}{resource.get('UpdateReplacePolicy')}"
    }
    assert retained, "a sample that retains nothing shows nothing"
    assert retained <= {*STATEFUL, *NOTHING_OF_THEIR_OWN}
    assert not set(STATEFUL) & set(NOTHING_OF_THEIR_OWN)


def test_every_row_of_the_table_stays() -> None:
    assert set(STATEFUL) >= SOON


@pytest.mark.parametrize("type_", STATEFUL)
def test_a_row_speaks_in_whole_sentences(type_: str) -> None:
    row = STATEFUL[type_]
    for sentence in (row.loss, row.before):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert not row.noun.endswith(".")


@pytest.mark.parametrize("type_", STATEFUL)
def test_the_overlay_says_only_what_the_schema_does_not(type_: str) -> None:
    generated = {*_schemas()[type_]["always"], *_schemas()[type_]["may"]}
    assert not generated & set(STATEFUL[type_].also), "the schema knows by now: take it out of the overlay"
    assert all(STATEFUL[type_].also.values()), "each with its source"


def test_what_is_generated_is_current() -> None:
    assert create_only.TARGET.read_text(encoding="utf-8") == create_only.create_only_text()


def test_the_check_tells_a_stale_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert create_only.main(["--check"]) == 0
    monkeypatch.setattr(create_only, "create_only_text", lambda: "other")
    assert create_only.main(["--check"]) == 1
    assert "run `python -m tools.create_only`" in capsys.readouterr().err


def test_tags_on_a_domain_and_a_profile_replace_them() -> None:
    assert "Tags" in replacing("AWS::SageMaker::Domain")
    assert "Tags" in replacing("AWS::SageMaker::UserProfile")
    assert may_only("AWS::SageMaker::Domain", "VpcId")
    assert not may_only("AWS::SageMaker::Domain", "Tags")


def test_what_a_change_of_tags_would_replace_takes_no_tags_of_the_stack() -> None:
    """Otherwise another tag of the organisation would be refused by the lock, feature group by feature group."""
    assert {type_ for type_ in STATEFUL if "Tags" in replacing(type_)} <= set(TAGS_FOR_EVER)


@pytest.mark.parametrize(
    ("resource", "held"),
    [
        ({"Type": "AWS::S3::Bucket"}, True),
        ({"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "RetainExceptOnCreate"}, True),
        ({"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete"}, False),
        ({"Type": "AWS::IAM::Role", "DeletionPolicy": "Retain"}, False),
        ({}, False),
    ],
)
def test_log_groups_count_only_where_they_are_kept(resource: dict[str, str], held: bool) -> None:
    assert is_held(resource) is held


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("A", {"B": [{"C": 1}, {"C": 2}, "x"]}),
        ("A.B.C", [1, 2, None]),
        ("A.B.*.C", [1, 2, None]),
        ("A.X.C", None),
        ("X", None),
    ],
)
def test_values_are_found_through_lists(path: str, value: object) -> None:
    assert value_at({"A": {"B": [{"C": 1}, {"C": 2}, "x"]}}, path) == value


def test_private_spaces_go_with_their_owners_and_shared_ones_do_not() -> None:
    passes = STATEFUL["AWS::SageMaker::Space"].passes
    assert passes({"SpaceSharingSettings": {"SharingType": "Private"}})
    assert not passes({"SpaceSharingSettings": {"SharingType": "Shared"}})
    assert not passes({})
