"""Proof, in the report, that a plugin ran."""

from aws_cdk import PolicyViolation

from .report import RAN


def proof(description: str, **details: str) -> PolicyViolation:
    """What a plugin adds to its report to show that it ran.

    The library leaves a plugin without findings out of validation-report.json, so that a clean pack looks like a pack
    that was never attached.
    """
    return PolicyViolation(
        rule_name=RAN, description=description, severity="info", violating_resources=[], rule_metadata=details or None
    )
