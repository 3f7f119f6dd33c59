"""Who reads which store: by asking, so that a Deny of the role's or the bucket's takes a reader away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlplatform.access import Evaluator
from mlplatform.dossier import read
from mlplatform.dossier.readers import READS, readers
from tests.conftest import ROOT, Assembly
from tests.dossier.seeded import Template, copied, edited


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    found = Evaluator.found(ROOT)
    assert found, "The evaluator of IAM policies is not installed: run `make setup`."
    return found


@pytest.fixture(scope="module")
def sample(synthesized: Callable[[str], Assembly]) -> Path:
    return synthesized("minimal").folder


def of(found: dict[str, tuple[str, ...]], part: str) -> tuple[str, ...]:
    """The readers of the store whose place has that part."""
    return next(names for place, names in sorted(found.items()) if part in place)


def test_the_gold_of_a_team_is_read_by_phase(sample: Path, evaluator: Evaluator) -> None:
    found = dict(readers(read(sample), evaluator))
    assert of(found, "/LakeGold") == (
        "acme-main-forecasting-data-engineer",
        "acme-main-forecasting-data-scientist (train/*, validation/*)",
        "acme-main-forecasting-evaluate (test/*)",
        "acme-main-forecasting-lead (production/*, train/*, validation/*)",
        "acme-main-forecasting-ml-engineer",
        "acme-main-forecasting-serve (production/*)",
        "acme-main-forecasting-train (train/*, validation/*)",
    )
    assert "acme-main-forecasting-auditor" not in str(found)


def _locked(template: Template) -> None:
    for body in template["Resources"].values():
        if body["Type"] == "AWS::S3::BucketPolicy":
            locked = {"Sid": "Locked", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
            body["Properties"]["PolicyDocument"]["Statement"].append(locked)


def test_a_bucket_that_denies_has_no_reader(sample: Path, tmp_path: Path, evaluator: Evaluator) -> None:
    other = copied(sample, tmp_path / "other")
    edited(other, "Data-forecasting", _locked)
    assert [place for place in readers(read(other), evaluator) if "/Lake" in place] == []


def test_every_type_is_asked_for_an_action_that_reads() -> None:
    assert all(action.split(":")[1].startswith(("Get", "BatchGet")) for action in READS.values())
