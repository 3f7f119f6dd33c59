"""Teams, personas and users."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from . import names
from .base import Settings
from .form import Form
from .forms import TEAM_NAME


class Persona(StrEnum):
    """What a user is in a team."""

    DATA_SCIENTIST = "data-scientist"
    LEAD = "lead"
    DATA_ENGINEER = "data-engineer"
    ML_ENGINEER = "ml-engineer"
    MLOPS_APPROVER = "mlops-approver"
    AUDITOR = "auditor"


PLATFORM_ADMIN = "platform-admin"
"""The persona of the platform team. It belongs to no team, so no user of a team has it."""

# The characters and lengths of STS RoleSessionName and SourceIdentity, which carry the user's name into CloudTrail:
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
USER_NAME = Form(
    pattern=r"[A-Za-z0-9][A-Za-z0-9_+=,.@-]{1,63}",
    expected="2 to 64 characters of a-z, A-Z, 0-9 and _ + = , . @ -, a letter or digit first",
    fix="write the name with which the user signs in; AWS takes no other characters in the name of a session",
)

COST_CENTRE = Form(
    pattern=r"[A-Za-z0-9_.:/=+@ -]{1,256}",
    expected="1 to 256 letters, digits, spaces and _ . : / = + - @ (the value of a tag)",
    fix='write the number or name of the cost centre in quotes, for example "4711"',
)

Budget = Annotated[
    int,
    Field(ge=1, le=1_000_000_000, description="Monthly budget in whole US dollars; warnings go to the contact."),
]


SizeName = Literal["small", "medium", "large", "huge"]
"""Sizes of jobs, smallest first; the catalogue says what each is."""


class Team(Settings):
    """A team that shares data, roles and a budget."""

    name: Annotated[str, TEAM_NAME] = Field(
        description="Part of role names, tags and job names. 2-20 of a-z, 0-9 and -, a letter first.",
        examples=["forecasting"],
    )
    cost_centre: Annotated[str, COST_CENTRE] = Field(
        description="Where the team's cost is booked: the cost-centre tag.", examples=["4711"]
    )
    monthly_budget_usd: Budget = Field(examples=[1000])
    largest_size: SizeName = Field(
        default="large",
        description="The largest size of the team's jobs: small, medium, large, huge. Policies deny instance types and "
        "run times beyond it.",
        examples=["large"],
    )


class User(Settings):
    """A person in a team. The same person in two teams is two users."""

    name: Annotated[str, USER_NAME] = Field(description="The name with which the user signs in.")
    team: str = Field(description="The user's team.")
    persona: Persona = Field(description="What the user is in the team.")

    @property
    def profile_name(self) -> str:
        """The name of the user's SageMaker profile."""
        return names.profile_name(self.name)
