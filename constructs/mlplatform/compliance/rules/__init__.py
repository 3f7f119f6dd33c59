"""Our own rules over templates, as rows of data: one module a subject."""

from .model import Rule

RULES: tuple[Rule, ...] = ()
"""Every rule but the one on closed services, which depends on the organisation's file."""
