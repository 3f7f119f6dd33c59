"""The organisation, as the file describes it and as the platform reads it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .base import Settings, Texts
from .compliance import Compliance
from .environment import Environment
from .forms import EMAIL, ORGANISATION_NAME
from .identity import Identity
from .image_pins import ImagePins
from .lists import filled, unique
from .moves import Move
from .on_premises import OnPremises
from .people import Team, User
from .project import Project

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
    on_premises: OnPremises | None = Field(
        default=None, description="The organisation's own data centre, where part of the work stays for years."
    )
    projects: tuple[Project, ...] = Field(
        default=(), description="What the teams build, each with a pipeline from its source to production."
    )
    users: str = Field(
        description="CSV file of the users: user,team,persona. The path is relative to this file.",
        examples=["minimal-users.csv"],
    )
    moves: Annotated[tuple[Move, ...], AfterValidator(unique)] = Field(
        default=(),
        description="Changes to what the lock file holds that are meant, each permitted once. A refused synth prints "
        "the entry; remove it when `make lock` has written the change.",
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
    on_premises: OnPremises | None
    projects: tuple[Project, ...]
    users: tuple[User, ...]
    moves: tuple[Move, ...]
    image_pins: ImagePins = ImagePins()

    @classmethod
    def of(
        cls, file: OrganisationFile, *, users: tuple[User, ...], image_pins: ImagePins | None = None
    ) -> "Organisation":
        """The organisation that a file describes, with the users and digests that stand in files beside it."""
        return cls(
            version=file.version,
            name=file.organisation.name,
            contact=file.organisation.contact,
            tags=file.organisation.tags,
            compliance=file.compliance,
            identity=file.identity,
            environments=file.environments,
            teams=file.teams,
            on_premises=file.on_premises,
            projects=file.projects,
            users=users,
            moves=file.moves,
            image_pins=image_pins or ImagePins(),
        )

    @property
    def hub(self) -> Environment:
        """The centre: images, packages, the registry and the pipelines of every project."""
        return next(environment for environment in self.environments if environment.is_hub)

    def environment(self, name: str) -> Environment:
        """The environment of a name that the file has."""
        return next(environment for environment in self.environments if environment.name == name)

    def workbench_of(self, project: Project) -> Environment:
        """Where a project is trained: the named environment, or the only workbench."""
        workbenches = [environment for environment in self.environments if environment.is_workbench]
        return self.environment(project.workbench) if project.workbench else workbenches[0]

    def serving_of(self, project: Project) -> tuple[Environment, ...]:
        """Where a project is released to, in the order of promotion."""
        if project.serving:
            return tuple(self.environment(name) for name in project.serving)
        return tuple(environment for environment in self.environments if environment.is_serving)
