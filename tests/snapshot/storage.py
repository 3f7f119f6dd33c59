"""Where snapshots lie: one file for each stack, in a folder for each sample."""

from pathlib import Path
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

from tests.snapshot.normal import normalised

FOLDER = "templates"


class TemplateSnapshot(SingleFileSnapshotExtension):
    """A template in its normal form, in templates/<sample>/<stack>.json beside the tests."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    def serialize(self, data: Any, **_: Any) -> str:
        return normalised(data)

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        sample = test_location.testname.partition("[")[2].removesuffix("]")
        return str(Path(test_location.filepath).parent / FOLDER / sample)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: Any = 0) -> str:
        return str(index)

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """A file belongs to the test of its sample, whether its stack still exists or not."""
        return Path(snapshot_location).parent == Path(cls.dirname(test_location=test_location))


def taken(sample: str) -> dict[str, str]:
    """The snapshots of a sample by stack."""
    files = sorted((Path(__file__).parent / FOLDER / sample).glob("*.json"))
    return {path.stem: path.read_text(encoding="utf-8") for path in files}
