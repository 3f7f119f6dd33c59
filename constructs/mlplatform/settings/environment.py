"""An environment: what it is for, where it is, and what is in it."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Settings
from .forms import ENVIRONMENT_NAME, Account, Region
from .lists import filled, unique
from .network import Network
from .people import Budget
from .problem import problem
from .studio import Studio

Kind = Literal["hub", "workbench", "serving"]

Feature = Literal[
    "athena", "code-artifact", "code-commit", "feature-store", "glue", "secrets-manager", "step-functions"
]


class Environment(Settings):
    """One deployment of the platform, in one account and region."""

    name: Annotated[str, ENVIRONMENT_NAME] = Field(
        description="Part of stack names and of the contract's path (/aplatform/v1/<name>/...). 2-12 characters.",
        examples=["main"],
    )
    kinds: Annotated[tuple[Kind, ...], AfterValidator(unique), AfterValidator(filled)] = Field(
        description="What the environment is for: hub (images, registry, pipelines), workbench (Studio, users, "
        "training), serving (endpoints, batch).",
        examples=[["hub", "workbench", "serving"]],
    )
    account: Account | None = Field(
        default=None,
        description="AWS account id, in quotes. Without it the templates fit any account.",
        examples=["111122223333"],
    )
    region: Region | None = Field(
        default=None, description="AWS region. Without it the templates fit any region.", examples=["eu-west-1"]
    )
    network: Network = Field(description="The network: exactly one of create and adopt.")
    features: Annotated[tuple[Feature, ...], AfterValidator(unique)] = Field(
        default=(),
        description="Services that people and jobs reach privately besides what the platform itself needs. Each adds "
        "VPC endpoints, which cost money for each zone and hour.",
    )
    studio: Studio | None = Field(default=None, description="Studio; a workbench needs it.")
    monthly_budget_usd: Budget = Field(examples=[3000])

    @model_validator(mode="after")
    def _studio_is_for_workbenches(self) -> Self:
        if self.is_workbench and self.studio is None:
            raise problem(
                expected="studio, because kinds has workbench",
                fix="add studio (config/minimal.yaml shows it), or take workbench out of kinds",
                found="a workbench without studio",
            )
        if self.studio and not self.is_workbench:
            raise problem(
                at="studio",
                expected="studio only where kinds has workbench",
                fix="remove studio, or add workbench to kinds",
                found=f"studio, and kinds {', '.join(self.kinds)}",
            )
        return self

    @property
    def is_hub(self) -> bool:
        """Whether images, packages, the registry and pipelines live here."""
        return "hub" in self.kinds

    @property
    def is_workbench(self) -> bool:
        """Whether Studio, users and training live here."""
        return "workbench" in self.kinds

    @property
    def is_serving(self) -> bool:
        """Whether endpoints and batch jobs live here."""
        return "serving" in self.kinds
