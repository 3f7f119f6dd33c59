"""Proof, in the report, that our own plugin ran, over which templates, and beside which packs."""

from aws_cdk import PolicyViolation

from .report import RAN


def proof(description: str, **details: str) -> PolicyViolation:
    """An `info` without a resource, which no synth prints and which nothing can suppress."""
    return PolicyViolation(
        rule_name=RAN, description=description, severity="info", violating_resources=[], rule_metadata=details
    )
