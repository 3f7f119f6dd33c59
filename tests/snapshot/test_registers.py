"""What each sample has acknowledged, as it was reviewed: a new shape, or one finding more, is a visible diff."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

from mlplatform.compliance.register import summary
from tests.conftest import SAMPLES, Assembly


class RegisterSnapshot(SingleFileSnapshotExtension):
    """A register, in registers/<sample>.md beside the tests."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"

    def serialize(self, data: Any, **_: Any) -> str:
        return str(data)

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent / "registers")

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: Any = 0) -> str:
        return test_location.testname.partition("[")[2].removesuffix("]")


@pytest.mark.filterwarnings(r"ignore:\s*Can not relate snapshot name")  # the file is named after the sample
@pytest.mark.parametrize("name", SAMPLES)
def test_a_register_is_the_one_that_was_reviewed(
    name: str, synthesized: Callable[[str], Assembly], snapshot: SnapshotAssertion
) -> None:
    reviewed = snapshot.use_extension(RegisterSnapshot)
    assert summary(synthesized(name).folder) == reviewed
