"""Our own rules over templates, as rows of data: one module a subject."""

from . import (
    data,
    delivery,
    functions,
    iam_policies,
    iam_roles,
    inference,
    kms,
    messaging,
    network,
    observability,
    platform,
    registry,
    s3,
    sagemaker,
    security_groups,
)
from .model import Rule

RULES: tuple[Rule, ...] = (
    *sagemaker.RULES,
    *inference.RULES,
    *delivery.RULES,
    *registry.RULES,
    *s3.RULES,
    *data.RULES,
    *kms.RULES,
    *network.RULES,
    *security_groups.RULES,
    *functions.RULES,
    *messaging.RULES,
    *observability.RULES,
    *iam_roles.RULES,
    *iam_policies.RULES,
    *platform.RULES,
)
"""Every rule whose outcome depends on the templates alone; `evaluation.rules` adds those that depend on the file."""
