"""Alternatives: a model of which exactly one key is given."""

from collections.abc import Sequence

from pydantic import BaseModel

from .problem import problem


def exactly_one(model: BaseModel, *keys: str) -> None:
    """Refuse a model that has several of the keys, or none."""
    given = [key for key in keys if getattr(model, key) is not None]
    if len(given) != 1:
        raise problem(at=given[-1] if given else "", **not_one(keys, given))


def not_one(keys: Sequence[str], given: Sequence[str]) -> dict[str, str]:
    """The words for a model of whose keys not exactly one is given."""
    words = {"expected": f"exactly one of {listed(keys, 'and')}"}
    if given:
        which = "both " if len(given) == 2 else ""
        return {**words, "found": which + listed(given, "and"), "fix": f"remove {listed(given, 'or')}"}
    fix = f"add {listed(keys, 'or')}; config/minimal.yaml shows them"
    return {**words, "found": f"neither {listed(keys, 'nor')}", "fix": fix}


def listed(words: Sequence[str], word: str) -> str:
    """`a, b and c`."""
    return f" {word} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
