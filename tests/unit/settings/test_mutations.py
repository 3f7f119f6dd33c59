"""Whatever is done to a sample: a valid organisation or a report, never another exception."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlplatform.settings import Organisation, wording

from .conftest import CONFIG, outcome

SAMPLES = ("minimal", "adopted-network")
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Values of every kind, and what people and attackers write.
ODD = (
    *(
        "",
        "~",
        "true",
        "yes",
        "0",
        "-1",
        "3.5",
        "1e999",
        "0x10",
        "011122223333",
        "[]",
        "{}",
        "[1, {a: b}]",
        "{a: 1}",
        '""',
    ),
    *(
        "'x'",
        "*a",
        "&a x",
        "!x y",
        "'{team}'",
        "2026-11-01",
        "aws-x",
        "eu-west-9",
        "10.0.0.0/16",
        "é",
        '"\\ud800"',
        "|\n  x",
    ),
)

BYTES = (
    b"\0",
    b"\t",
    b"\xff",
    b"\n",
    b"\r",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"- ",
    b": ",
    b"#",
    b"&a ",
    b"*a",
    b",",
    b"\xef\xbb\xbf",
)


def judge(yaml: bytes, users: bytes, sample: str) -> None:
    """Load the two files; the outcome is an organisation, or mistakes that say where and how to fix."""
    with tempfile.TemporaryDirectory() as folder, patch.object(wording, "_other", _no_words):
        (Path(folder) / f"{sample}.yaml").write_bytes(yaml)
        (Path(folder) / f"{sample}-users.csv").write_bytes(users)
        result = outcome(Path(folder) / f"{sample}.yaml")
    if isinstance(result, Organisation):
        return
    assert result
    for mistake in result:
        assert mistake.line >= 1
        assert all((mistake.file, mistake.found, mistake.expected, mistake.fix)), mistake
        assert "Input should" not in str(mistake), "pydantic's own words"
        assert str(mistake).count("\n") == 3, mistake


def _no_words(*arguments: object) -> tuple[str, str]:
    raise AssertionError(f"an error of pydantic without words of ours: {arguments}")


def value_of(value: str) -> Callable[[re.Match[str]], str]:
    """A replacement that takes the value as it is, backslashes too."""
    return lambda _: f" {value}"


@st.composite
def changed_lines(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sample with some lines deleted, doubled, swapped or given another value."""
    sample = draw(st.sampled_from(SAMPLES))
    lines = _code_lines((CONFIG / f"{sample}.yaml").read_text(encoding="utf-8"))
    for _ in range(draw(st.integers(1, 3))):
        index, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        change = draw(st.sampled_from(("delete", "double", "swap", "value", "key", "indent")))
        if change == "delete" and len(lines) > 1:
            del lines[index]
        elif change == "double":
            lines.insert(other, lines[index])
        elif change == "swap":
            lines[index], lines[other] = lines[other], lines[index]
        elif change == "value":
            value = draw(st.sampled_from(ODD))
            lines[index] = re.sub(r"(?<=[:-] ).*$|(?<=:)$", value_of(value), lines[index], count=1)
        elif change == "key":
            lines[index] = re.sub(
                r"\w+(?=:)", draw(st.sampled_from(("name", "x", "1", "null", "cidr"))), lines[index], count=1
            )
        else:
            lines[index] = draw(st.sampled_from(("  ", "\t"))) + lines[index]
    return sample, "\n".join(lines).encode("utf-8", "surrogatepass")


@st.composite
def changed_bytes(draw: st.DrawFn, suffix: str) -> tuple[str, bytes]:
    """A sample's file with some bytes deleted or inserted."""
    sample = draw(st.sampled_from(SAMPLES))
    data = (CONFIG / f"{sample}{suffix}").read_bytes()
    if suffix == ".yaml":
        data = "\n".join(_code_lines(data.decode())).encode()
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        data = data[:at] + draw(st.sampled_from(BYTES) | st.binary(max_size=4)) + data[at + length :]
    return sample, data


def _code_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _users(sample: str) -> bytes:
    return (CONFIG / f"{sample}-users.csv").read_bytes()


def _yaml(sample: str) -> bytes:
    return (CONFIG / f"{sample}.yaml").read_bytes()


@FEW
@given(changed_lines())
def test_changed_lines(case: tuple[str, bytes]) -> None:
    sample, yaml = case
    judge(yaml, _users(sample), sample)


@FEW
@given(changed_bytes(".yaml"))
def test_changed_bytes_of_yaml(case: tuple[str, bytes]) -> None:
    sample, yaml = case
    judge(yaml, _users(sample), sample)


@FEW
@given(changed_bytes("-users.csv"))
def test_changed_bytes_of_csv(case: tuple[str, bytes]) -> None:
    sample, users = case
    judge(_yaml(sample), users, sample)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@MANY
@given(changed_lines(), changed_bytes(".yaml"), changed_bytes("-users.csv"))
def test_many_changes(lines: tuple[str, bytes], yaml: tuple[str, bytes], users: tuple[str, bytes]) -> None:
    judge(lines[1], users[1], lines[0])
    judge(yaml[1], _users(yaml[0]), yaml[0])
    judge(_yaml(users[0]), users[1], users[0])
