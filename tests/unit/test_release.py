"""One version, wherever it is said; and every release can be upgraded from."""

import re
import tomllib

from mlplatform.release import RELEASE
from tests.conftest import ROOT

HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) \((?P<date>[^)]+)\)$", re.MULTILINE)
UNRELEASED = "unreleased"


def headings(changelog: str) -> list[tuple[str, str]]:
    """Versions and their dates, the newest first."""
    return [(found["version"], found["date"]) for found in HEADING.finditer(changelog)]


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_changelog_begins_with_this_release_and_goes_back_in_time() -> None:
    found = headings((ROOT / "CHANGELOG.md").read_text())
    versions = [version for version, _ in found]
    assert versions[0] == RELEASE
    assert versions == sorted(versions, key=_number, reverse=True)
    assert [date for _, date in found if date == UNRELEASED] in ([], [found[0][1]])


def test_the_package_takes_its_version_from_the_source() -> None:
    """Installed metadata would be the version of the last `pip install`, and templates would say that one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "mlplatform.release.RELEASE"}


def test_every_release_is_kept_to_upgrade_from_and_nothing_that_is_none() -> None:
    released = {version for version, date in headings((ROOT / "CHANGELOG.md").read_text()) if date != UNRELEASED}
    kept = {folder.name for folder in (ROOT / "tests" / "integration" / "releases").iterdir()}
    assert released == kept != set()


def test_headings_are_read() -> None:
    assert headings("## 0.3.0 (unreleased)\n\n## 0.2.0 (2026-12-01)\n## not one\n") == [
        ("0.3.0", "unreleased"),
        ("0.2.0", "2026-12-01"),
    ]
