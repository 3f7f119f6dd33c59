"""How a model says what it expected and how to fix it: pydantic carries it, the report prints it."""

from pydantic_core import PydanticCustomError

PROBLEM = "problem"
"""The type of the errors that carry our own words; every other type is worded in `wording.py`."""


def problem(*, expected: str, fix: str, at: str = "", found: str = "") -> PydanticCustomError:
    """An error to raise in a validator.

    `at` names the key below the validated one that is to blame; `found` says what was found where the value alone
    does not.
    """
    context = {"expected": expected, "fix": fix, "at": at, "found": found}
    return PydanticCustomError(PROBLEM, "expected {expected}; {fix}", context)
