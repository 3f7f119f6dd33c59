"""An organisation with many users, made of a sample: for `make bench` and for tests."""

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "config" / "minimal.yaml"
TEAM = "forecasting"
PERSONAS = ("data-scientist", "data-scientist", "lead", "auditor", "data-engineer", "ml-engineer")

Line = tuple[str, str]
"""A user's name and persona."""


def crowd(users: int) -> list[Line]:
    """Users as directories name them, of every persona that works in Studio."""
    return [(f"firstname.lastname-{n}@example.com", persona) for n, persona in zip(range(users), cycle(PERSONAS))]


def organisation(folder: Path, users: Sequence[Line], *, shards: int) -> Path:
    """Write the sample with these users in so many shards; the path of its YAML file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in (("user_shards: 1", f"user_shards: {shards}"), ("minimal-users.csv", "users.csv")):
        if text.count(old) != 1:
            raise ValueError(f"{SAMPLE} has {old!r} {text.count(old)} times; it should stand there once.")
        text = text.replace(old, new)
    rows = "".join(f"{name},{TEAM},{persona}\n" for name, persona in users)
    (folder / "users.csv").write_text(f"user,team,persona\n{rows}", encoding="utf-8")
    path = folder / "organisation.yaml"
    path.write_text(text, encoding="utf-8")
    return path
