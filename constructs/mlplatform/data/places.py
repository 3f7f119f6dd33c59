"""Where data of a team may lie: layers of the lake, phases of a model's life, the team's work.

A place is a bucket, or a prefix at the beginning of its keys, so that a policy names it as `<bucket>/<prefix>/*`, with
no wildcard before the prefix.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """A bucket of a team; the first three have a database each."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    WORK = "work"


LAKE = (Layer.BRONZE, Layer.SILVER, Layer.GOLD)


@dataclass(frozen=True)
class Place:
    """A bucket, or what lies below one prefix of it."""

    layer: Layer
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.layer}/{self.prefix}" if self.prefix else str(self.layer)


BRONZE, SILVER = Place(Layer.BRONZE), Place(Layer.SILVER)
"""As it came; cleaned and joined."""

TRAIN, VALIDATION = Place(Layer.GOLD, "train"), Place(Layer.GOLD, "validation")
TEST, PRODUCTION = Place(Layer.GOLD, "test"), Place(Layer.GOLD, "production")
PHASES = (TRAIN, VALIDATION, TEST, PRODUCTION)
"""What a model sees: gold/<phase>/<dataset>/… . Nothing of gold lies outside of a phase."""


def merged(places: Sequence[Place]) -> tuple[Place, ...]:
    """The same places in fewer words: whoever has every phase has gold."""
    if set(PHASES) <= set(places):
        return (Place(Layer.GOLD), *(place for place in places if place not in PHASES))
    return tuple(places)


CODE = Place(Layer.WORK, "code")
CHECKPOINTS = Place(Layer.WORK, "checkpoints")
ARTEFACTS = Place(Layer.WORK, "artefacts")
METRICS = Place(Layer.WORK, "metrics")
SCRATCH = Place(Layer.WORK, "scratch")
EXPIRES = {"checkpoints": 30, "queries": 7, "scratch": 30}
"""Prefixes of the team's work whose objects go by themselves, with the days after which they do."""


def results_of(role: str) -> Place:
    """Where Athena puts what a role's queries found: another role may not see what this one may."""
    return Place(Layer.WORK, f"queries/{role}")
