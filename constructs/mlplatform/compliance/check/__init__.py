"""Judging templates that somebody hands in: any CloudFormation, JSON or YAML, made by the CDK or not.

`python -m mlplatform.compliance check PATH… [--json]` imports neither aws_cdk nor the organisation's settings, so that
it answers in well under a second.
"""

from .command import check
from .finding import Finding
from .outcome import Outcome

__all__ = ["Finding", "Outcome", "check"]
