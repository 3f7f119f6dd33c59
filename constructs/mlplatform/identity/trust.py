"""Who may take a role: SageMaker on behalf of a profile, and people through the organisation's identity provider."""

from typing import Any

from aws_cdk import Aws

from mlplatform.arns import ACCOUNT_ROOT, arn
from mlplatform.settings import Identity

SIGN_IN_AUDIENCES = (
    "https://signin.amazonaws.cn/saml",
    "https://signin.amazonaws-us-gov.com/saml",
    "https://signin.aws.amazon.com/saml",
)
"""SAML audiences of the partitions (IAM user guide, SAML:aud); a response names the one of its own partition."""


def persona_trust(identity: Identity, persona: str, team: str | None) -> list[dict[str, Any]]:
    """Statements of people, none where a persona works in Studio only."""
    if identity.saml:
        return [_saml(identity.saml.provider)]
    permission_set = identity.permission_set(persona, team)
    return [_permission_set(permission_set)] if permission_set else []


def sagemaker_trust(sid: str) -> dict[str, Any]:
    """SageMaker takes the role for a Studio user or a job, and says who is behind it (`ExecutionRoleIdentityConfig`).

    A job inherits the source identity of the session that starts it: without sts:SetSourceIdentity on the job's role
    CreateTrainingJob and its like fail when they are called from Studio.
    https://docs.aws.amazon.com/sagemaker/latest/dg/monitor-user-access-how-to.html
    """
    return service_trust("sagemaker.amazonaws.com", sid, ("sts:AssumeRole", "sts:SetSourceIdentity"))


def service_trust(service: str, sid: str, actions: tuple[str, ...] = ("sts:AssumeRole",)) -> dict[str, Any]:
    """An AWS service takes the role, for this account only (confused deputy)."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Condition": {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    }


def nobody() -> dict[str, Any]:
    """A trust policy must have a statement; this one names nobody who could satisfy it."""
    return {
        "Sid": "Nobody",
        "Effect": "Deny",
        "Principal": {"AWS": ACCOUNT_ROOT},
        "Action": ["sts:AssumeRole"],
    }


def _saml(provider: str) -> dict[str, Any]:
    return {
        "Sid": "People",
        "Effect": "Allow",
        "Principal": {"Federated": arn("iam", f"saml-provider/{provider}", region="")},
        "Action": ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"],
        "Condition": {
            "StringEquals": {"SAML:aud": list(SIGN_IN_AUDIENCES)},
            # Without a source identity CloudTrail could not tell who worked here, nor Studio whose profile it is.
            "StringLike": {"sts:SourceIdentity": "?*"},
        },
    }


def _permission_set(name: str) -> dict[str, Any]:
    """The role that Identity Center makes of a permission set; its name ends in a hash that only AWS knows."""
    role = arn("iam", f"role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_{name}_*", region="")
    return {
        "Sid": "People",
        "Effect": "Allow",
        "Principal": {"AWS": ACCOUNT_ROOT},
        # No sts:SetSourceIdentity: Identity Center sets none, so a person could choose whose name CloudTrail shows.
        "Action": ["sts:AssumeRole"],
        "Condition": {"ArnLike": {"aws:PrincipalArn": role}},
    }
