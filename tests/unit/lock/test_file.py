"""The lock file: written alike every time, and refused in words when it is not what `make lock` wrote."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlplatform.lock import Lock, lock_path, read_lock
from mlplatform.lock.file import DIGEST, digest
from mlplatform.settings import ConfigurationError
from tests.unit.lock.conftest import Platform


def _signed(content: dict[str, Any]) -> str:
    return json.dumps({**content, DIGEST: digest(content)})


def _content(lock: Lock, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(lock.text())
    del content[DIGEST]
    return content | changes


def _read(folder: Path, content: str | bytes) -> Lock | None:
    config = folder / "acme.yaml"
    data = content if isinstance(content, bytes) else content.encode()
    lock_path(config).write_bytes(data)
    return read_lock(config, organisation="acme")


def test_it_stands_beside_the_file() -> None:
    assert lock_path(Path("config/minimal.yaml")) == Path("config/minimal.lock.json")


def test_none_is_no_mistake(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "acme.yaml", organisation="acme") is None


def test_what_is_written_is_read(platform: Platform, tmp_path: Path) -> None:
    text = platform.locked.text()
    read = _read(tmp_path, text)
    assert read == platform.locked
    assert read.text() == text


def test_what_is_read_is_compared_like_what_is_taken(platform: Platform, tmp_path: Path) -> None:
    """A number, a list or a mapping that JSON gives back differently would be a change that nobody made."""
    read = _read(tmp_path, platform.locked.text())
    assert read is not None
    platform.locked = read
    assert platform.findings() == []


WRONG: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "no JSON": ("{", ("no JSON", "git checkout")),
    "merge": ('{\n<<<<<<< HEAD\n"a": 1', ("the marks of a merge", "take either side", "acme.lock.json:2")),
    "no UTF-8": (b'{"a": "\xff"}', ("0xff", "not UTF-8")),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), ("UTF-16",)),
    "list": ("[]", ("a list", "lock file of an organisation")),
    "deep": ("[" * 100_000, ("no JSON",)),
    "empty": ("", ("no JSON",)),
    "other format": ('{"format": 2}', ("format 2", "format 1", "the release that wrote it")),
    "no format": ("{}", ("format nothing",)),
    "no digest": ('{"format": 1}', ("edited by hand", "moves:")),
    "other shape": (_signed({"format": 1, "organisation": "acme"}), ("create_only", "Field required")),
    "other organisation": (
        _signed({"format": 1, "organisation": "hydro"}),
        ("lock of the organisation hydro", "lock of acme", "old name back", "ANEW=1"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    content, words = WRONG[name]
    with pytest.raises(ConfigurationError) as error:
        _read(tmp_path, content)
    assert all(word in str(error.value) for word in ("acme.lock.json has 1 mistake", *words)), str(error.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.lock.json").mkdir()
    with pytest.raises(ConfigurationError, match="a directory"):
        read_lock(tmp_path / "acme.yaml", organisation="acme")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"acme-main-shared"', '"acme-main-other"'),
        ('"shared": 1', '"shared": 4'),
        ('"User', '"Used'),
        ('"kept": true', '"kept": false'),
    ],
)
def test_a_hand_that_edited_it_is_seen(old: str, new: str, platform: Platform, tmp_path: Path) -> None:
    text = platform.locked.text()
    assert old in text
    with pytest.raises(ConfigurationError, match="edited by hand"):
        _read(tmp_path, text.replace(old, new, 1))


def test_a_key_that_is_not_known_is_refused(platform: Platform, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="colour"):
        _read(tmp_path, _signed(_content(platform.locked, colour="red")))
