"""Studio in an environment."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .base import Settings
from .forms import Account
from .lists import unique


class Studio(Settings):
    """The Studio domains of a workbench."""

    domains: Literal["shared", "per-team"] = Field(
        description="shared: one Studio domain for all teams. per-team: a domain for each team, which isolates homes "
        "and spaces.",
        examples=["per-team"],
    )
    user_shards: Literal[1, 4, 16, 64] = Field(
        description="Stacks that a domain's users are spread over. Chosen once: changing it would delete and re-create "
        "profiles. One shard holds about 190 users, 400 at most.",
        examples=[1],
    )
    # The limits of SageMaker's own idle settings:
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_IdleSettings.html
    idle_minutes: Annotated[int, Field(ge=60, le=525_600)] = Field(
        default=120, description="Apps that nobody uses for so long are shut down. 60 to 525600."
    )
    image_version: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="Version of the organisation's own Studio image that JupyterLab and Code Editor offer, once an "
        "image pipeline has made one. Without it: SageMaker's images only.",
        examples=[1],
    )
    homes_deletable: bool = Field(
        default=False,
        description="Whether `make delete-homes` may delete what removed domains have left, after a backup.",
        examples=[False],
    )
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DockerSettings.html (20 accounts at most)
    docker_trusted_accounts: Annotated[tuple[Account, ...], AfterValidator(unique), Field(max_length=20)] = Field(
        default=(),
        description="Accounts whose images may run under Docker inside Studio; none: Docker is off.",
        examples=[["111122223333"]],
    )
