"""What each role may do is a golden file: whoever gives a persona more changes a line that a reviewer sees."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

from mlplatform.access import Role
from mlplatform.access.inventory import inventory
from tests.behaviour.conftest import Judged
from tests.behaviour.shapes import Shapes
from tests.unit.identity import reference

FOLDER = "golden"


class AccessSnapshot(SingleFileSnapshotExtension):
    """One readable file for each kind of role, in golden/ beside the tests."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    def serialize(self, data: str, **_: object) -> str:
        return data

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent / FOLDER)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: object = 0) -> str:
        return str(index)

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return Path(snapshot_location).parent == Path(cls.dirname(test_location=test_location))


def shown(judged: Judged) -> Mapping[str, str]:
    """Kind of role to what it may do; environments of a kind are told apart, teams and projects are not."""
    shapes = Shapes(judged.trials.scenes)
    found: dict[str, list[Role]] = {}
    for role in judged.trials.roles:
        name = shapes.of(role.name).replace("<", "").replace(">", "")
        found.setdefault(name, []).append(role)
    return {name: shapes.of("\n".join(_lines(roles[0]))) + "\n" for name, roles in sorted(found.items())}


def _lines(role: Role) -> list[str]:
    """The inventory without the pairs of one statement that mean nothing: to make a model is no right on a job."""
    return [line for line in inventory(role) if _means_something(line)]


def _means_something(line: str) -> bool:
    effect, action, _, resource, *_ = line.split()
    acting = effect != "allow" or resource == "*" or "*" in action or not reference.arn_formats(action)
    return acting or bool(reference.acts_on(action, resource))


@pytest.fixture(scope="session")
def golden(default: Judged) -> Mapping[str, str]:
    return shown(default)


def test_what_each_role_may_do(golden: Mapping[str, str], snapshot: SnapshotAssertion) -> None:
    wrong = [name for name, text in golden.items() if snapshot(name=name, extension_class=AccessSnapshot) != text]
    assert wrong == [], "Read the difference as a reviewer would, then `make snapshots`."


def test_no_role_is_forgotten(golden: Mapping[str, str]) -> None:
    taken = {path.stem for path in (Path(__file__).parent / FOLDER).glob("*.txt")}
    assert taken == set(golden)


def test_one_permission_more_is_a_difference(default: Judged) -> None:
    role = next(role for role in default.trials.roles if role.name.endswith("-data-scientist"))
    less = inventory(role)
    assert any(line.startswith("allow sagemaker:CreateTrainingJob on ") for line in less)
    assert not any("sagemaker:UpdateDomain" in line for line in less)
