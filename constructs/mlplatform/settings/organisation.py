"""The organisation, as the file describes it and as the platform reads it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .base import Settings, Texts
from .compliance import Compliance
from .environment import Environment
from .forms import EMAIL, ORGANISATION_NAME
from .identity import Identity
from .lists import filled
from .people import Team, User

Version = Literal[1]


class About(Settings):
    """Who the organisation is."""

    name: Annotated[str, ORGANISATION_NAME] = Field(
        description="Short name; part of the names that people and other accounts must find. 2-12 of a-z, 0-9 and -.",
        examples=["acme"],
    )
    contact: Annotated[str, EMAIL] = Field(
        description="Receives the alarms and the budget warnings.", examples=["ml-platform@example.com"]
    )
    tags: Texts = Field(
        default={},
        validate_default=True,
        description="Tags on every resource, besides organisation, environment, team and cost-centre, which the "
        "platform sets.",
        examples=[{"data-classification": "internal"}],
    )


class OrganisationFile(Settings):
    """The file, key by key. Only the loader and the schema read this; everything else reads `Organisation`."""

    version: Version = Field(description="Format of this file.", examples=[1])
    organisation: About = Field(description="Its name, whom to reach, and its tags.")
    compliance: Compliance = Field(default=Compliance(), description="Which rules run at every synth.")
    identity: Identity = Field(description="How people come in: exactly one of identity_center and saml.")
    environments: Annotated[tuple[Environment, ...], AfterValidator(filled)] = Field(
        description="Where the platform is deployed. Between them the environments cover all three kinds."
    )
    teams: Annotated[tuple[Team, ...], AfterValidator(filled)] = Field(description="Teams, each with a budget.")
    users: str = Field(
        description="CSV file of the users: user,team,persona. The path is relative to this file.",
        examples=["minimal-users.csv"],
    )


class Organisation(Settings):
    """One organisation, validated: what the whole platform is derived from."""

    version: Version
    name: str
    contact: str
    tags: Texts
    compliance: Compliance
    identity: Identity
    environments: tuple[Environment, ...]
    teams: tuple[Team, ...]
    users: tuple[User, ...]

    @classmethod
    def of(cls, file: OrganisationFile, *, users: tuple[User, ...]) -> "Organisation":
        """The organisation that a file describes, with the users that its CSV file lists."""
        return cls(
            version=file.version,
            name=file.organisation.name,
            contact=file.organisation.contact,
            tags=file.organisation.tags,
            compliance=file.compliance,
            identity=file.identity,
            environments=file.environments,
            teams=file.teams,
            users=users,
        )
