"""How people come in."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Settings, Texts
from .form import Form
from .one_of import exactly_one

AuthMode = Literal["SSO", "IAM"]

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
_PROVIDER = Form(
    pattern=r"[A-Za-z0-9._-]{1,128}",
    expected="the name of an IAM SAML provider: 1 to 128 letters, digits and . _ -",
    fix="write the provider's name, not its ARN; `aws iam list-saml-providers` shows what follows `saml-provider/`",
)


class IdentityCenter(Settings):
    """IAM Identity Center; Studio runs in SSO mode."""

    permission_sets: Texts = Field(
        default={},
        validate_default=True,
        description="Persona to the permission set that may take the persona's role outside Studio; {team} stands for "
        "the team's name. A persona that is not listed works in Studio only.",
        examples=[{"auditor": "MLAudit-{team}"}],
    )


class Saml(Settings):
    """Federation from an IAM SAML provider; Studio runs in IAM mode."""

    provider: Annotated[str, _PROVIDER] = Field(
        description="Name of the IAM SAML provider of the account.", examples=["CorporateIdP"]
    )


class Identity(Settings):
    """Exactly one way for people to come in."""

    identity_center: IdentityCenter | None = Field(default=None, description="People come through Identity Center.")
    saml: Saml | None = Field(default=None, description="People come through an IAM SAML provider of the account.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        exactly_one(self, "identity_center", "saml")
        return self

    @property
    def auth_mode(self) -> AuthMode:
        """The authentication mode of the Studio domains."""
        return "SSO" if self.identity_center else "IAM"

    def permission_set(self, persona: str, team: str | None = None) -> str | None:
        """The permission set that may take the persona's role, or None when there is none."""
        if not self.identity_center:
            return None
        template = self.identity_center.permission_sets.get(persona)
        return template and template.replace("{team}", team or "")
