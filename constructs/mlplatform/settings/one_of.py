"""Alternatives: a model of which exactly one key is given."""

from pydantic import BaseModel

from .problem import problem

BOTH_FIX = "remove {first} or {second}"
NEITHER_FIX = "add {first} or {second}; config/minimal.yaml shows both"


def exactly_one(model: BaseModel, first: str, second: str) -> None:
    """Refuse a model that has both keys, or neither."""
    given = [getattr(model, key) is not None for key in (first, second)]
    expected = f"exactly one of {first} and {second}"
    if all(given):
        fix = BOTH_FIX.format(first=first, second=second)
        raise problem(at=second, found=f"both {first} and {second}", expected=expected, fix=fix)
    if not any(given):
        fix = NEITHER_FIX.format(first=first, second=second)
        raise problem(found=f"neither {first} nor {second}", expected=expected, fix=fix)
