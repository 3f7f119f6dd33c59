"""Who a resource policy lets in."""

from typing import Any

from .model import Fault
from .policy import statements

NARROWING_KEYS = (
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOwner",
    "kms:CallerAccount",
)
"""Condition keys that limit everybody to some."""


def public_statements(document: Any, path: str, *, strict: bool = False) -> list[Fault]:
    """What lets everybody in: an Allow for `*`, unless a condition narrows it (`strict`: whatever the condition)."""
    return [
        Fault(
            f"it allows everybody{'' if strict else ', without a condition on account or organisation'}", statement.path
        )
        for statement in statements(document, path)
        if statement.allows and statement.anybody and (strict or not statement.narrowed_by(*NARROWING_KEYS))
    ]
