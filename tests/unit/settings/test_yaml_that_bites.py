"""Files that are no YAML, no UTF-8, no file, or made to hurt: always one report, and soon."""

import os
import time
from pathlib import Path

import pytest

from mlplatform.settings import ConfigurationError, Organisation, load_organisation
from mlplatform.settings.loader import MOST_BYTES

from .conftest import Check

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES = {
    "empty": (b"", 1, "an empty file"),
    "only a comment": (b"# nothing\n", 1, "an empty file"),
    "a scalar": (b"hello\n", 1, "hello"),
    "a list": (b"- 1\n", 1, "a list of 1"),
    "a tab": (b"a:\n\tb: 1\n", 2, "a tab"),
    "a tab before a comment": (b"a: 1\t# one\n", 1, "a tab"),
    "an open quote": (b'a: 1\nb: "x\n', 3, "end of stream"),
    "an open bracket": (b"a: [1,\n", 2, ""),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "a second YAML document"),
    "UTF-16": ("a: 1".encode("utf-16"), 1, "UTF-16"),
    "Latin-1": ("a: 1\nb: é\n".encode("latin-1"), 2, "0xe9"),
    "a NUL": (b"a: 1\nb: \0\n", 2, "a character that YAML does not allow"),
    "an impossible escape": (b'a: "\\U00110000"\n', 1, ""),
    "too big": (b"#" * (MOST_BYTES + 1), 1, "1,000,001 bytes"),
    "deep in brackets": (b"[" * 50_000, 1, "more than 24 levels"),
    "deep in braces": (b"{a: " * 50_000, 1, "more than 24 levels"),
    "deep in lines": ("".join(f"{' ' * n}a:\n" for n in range(1300)).encode(), 25, "more than 24 levels"),
    "a billion laughs": (LAUGHS.encode(), 4, "more than 5,000 values"),
    "many keys": ("".join(f"k{n}: 1\n" for n in range(5_000)).encode(), 2_501, "more than 5,000 values"),
}


@pytest.mark.parametrize("name", FILES)
def test_one_mistake_and_soon(tmp_path: Path, name: str) -> None:
    data, line, found = FILES[name]
    path = tmp_path / "organisation.yaml"
    path.write_bytes(data)
    started = time.monotonic()
    with pytest.raises(ConfigurationError) as error:
        load_organisation(path)
    (mistake,) = error.value.mistakes
    assert mistake.line == line
    assert found in mistake.found
    assert mistake.fix
    assert time.monotonic() - started < 10


def test_an_alias_within_itself(tmp_path: Path) -> None:
    path = tmp_path / "organisation.yaml"
    path.write_text("teams: &teams [*teams]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="within what it stands for"):
        load_organisation(path)


def test_an_alias_that_helps_is_allowed(check: Check) -> None:
    organisation = check(("3000", "&budget 3000"), ("1000", "*budget"))
    assert isinstance(organisation, Organisation)
    assert organisation.teams[0].monthly_budget_usd == 3000


@pytest.mark.parametrize("word", ["yes", "on", "no", "off"])
def test_yaml_1_2_words_are_texts(check: Check, word: str) -> None:
    organisation = check(("internal\n", f"{word}\n"))
    assert isinstance(organisation, Organisation)
    assert organisation.tags["data-classification"] == word


def test_missing_file_directory_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, found in (
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "a directory"),
        (tmp_path / "pipe", "not a regular file"),
        (Path("a\0b"), "null"),
        (Path("a" * 5000), "too long"),
    ):
        with pytest.raises(ConfigurationError) as error:
            load_organisation(path)
        assert found in error.value.mistakes[0].found


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "organisation.yaml"
    path.touch(mode=0o000)
    with pytest.raises(ConfigurationError, match="may not read"):
        load_organisation(path)
