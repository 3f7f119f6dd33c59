"""Alternatives: a model of which exactly one key is given."""

from pydantic import BaseModel

from .problem import problem


def exactly_one(model: BaseModel, first: str, second: str) -> None:
    """Refuse a model that has both keys, or neither."""
    both = getattr(model, first) is not None, getattr(model, second) is not None
    if all(both):
        raise problem(
            at=second,
            found=f"both {first} and {second}",
            expected=f"exactly one of {first} and {second}",
            fix=f"remove {first} or {second}",
        )
    if not any(both):
        raise problem(
            found=f"neither {first} nor {second}",
            expected=f"exactly one of {first} and {second}",
            fix=f"add {first} or {second}; config/minimal.yaml shows both",
        )
