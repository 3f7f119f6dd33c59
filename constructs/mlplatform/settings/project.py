"""Projects: what a team builds, from its source to the environments that serve it."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Settings
from .form import Form
from .forms import ENVIRONMENT_NAME, PROJECT_NAME
from .lists import filled, unique
from .one_of import exactly_one
from .problem import problem

EnvironmentNames = Annotated[
    tuple[Annotated[str, ENVIRONMENT_NAME], ...], AfterValidator(unique), AfterValidator(filled)
]

Framework = Literal["xgboost", "scikit-learn", "pytorch", "hugging-face"]

Provider = Literal["github", "gitlab", "bitbucket", "github-enterprise", "gitlab-self-managed"]

SELF_MANAGED: tuple[Provider, ...] = ("github-enterprise", "gitlab-self-managed")
"""Providers that run on the organisation's own premises; AWS reaches them through a host."""

REPOSITORY = Form(
    pattern=r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+",
    expected="owner and repository, such as acme/demand-forecast (or group/subgroup/repository)",
    fix="write the path that follows the provider's host name in the browser, without https:// and .git",
)
CODE_COMMIT_REPOSITORY = Form(
    pattern=r"[A-Za-z0-9_.-]{1,100}",
    expected="the name of a CodeCommit repository: 1 to 100 letters, digits and . _ -",
    fix="write the repository's name, not its URL or ARN",
)
BRANCH = Form(
    pattern=r"[A-Za-z0-9_.][A-Za-z0-9_./-]{0,254}",
    expected="the name of a branch",
    fix="write the branch whose commits go to production, for example main",
)
HOST_ARN = Form(
    pattern=r"arn:[a-z-]+:code(?:star-)?connections:[a-z0-9-]+:[0-9]{12}:host/[A-Za-z0-9-]+",
    expected="the ARN of a CodeConnections host",
    fix="create the host once (`aws codeconnections create-host`), have it authorised, and copy its ARN",
)
OBJECT_KEY = Form(
    pattern=r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*\.zip",
    expected="the key of a zip file, such as demand-forecast/source.zip",
    fix="write the path of the zip file in the bucket of sources that the platform makes for the hub",
)


class Connection(Settings):
    """A repository of a provider that CodeConnections knows, in the cloud or on the organisation's own premises."""

    provider: Provider = Field(
        description="One of github, gitlab, bitbucket, github-enterprise and gitlab-self-managed.",
        examples=["gitlab-self-managed"],
    )
    repository: Annotated[str, REPOSITORY] = Field(
        description="Owner and repository.", examples=["acme/demand-forecast"]
    )
    branch: Annotated[str, BRANCH] = Field(default="main", description="The branch whose commits go to production.")
    host: Annotated[str, HOST_ARN] | None = Field(
        default=None,
        description="CodeConnections host of a provider on the organisation's own premises; the others have none.",
        examples=["arn:aws:codeconnections:eu-west-1:111122223333:host/gitlab-0123abcd"],
    )

    @model_validator(mode="after")
    def _host_is_for_own_premises(self) -> Self:
        if self.provider in SELF_MANAGED and self.host is None:
            raise problem(
                found=f"{self.provider} without host",
                expected="host, because AWS reaches a provider on your own premises through one",
                fix="create the host once (`aws codeconnections create-host`), have it authorised, and add its ARN",
            )
        if self.host and self.provider not in SELF_MANAGED:
            raise problem(
                at="host",
                expected=f"host only for {' and '.join(SELF_MANAGED)}",
                fix=f"remove host, or write the provider as {SELF_MANAGED[0]} or {SELF_MANAGED[1]}",
            )
        return self


class CodeCommit(Settings):
    """A CodeCommit repository of the hub's account, which is there already."""

    repository: Annotated[str, CODE_COMMIT_REPOSITORY] = Field(
        description="The repository's name.", examples=["demand-forecast"]
    )
    branch: Annotated[str, BRANCH] = Field(default="main", description="The branch whose commits go to production.")


class Archive(Settings):
    """A zip file in the hub's bucket of sources, for organisations whose source stays where it is."""

    key: Annotated[str, OBJECT_KEY] = Field(
        description="Key of the zip file; a new version of it starts the pipeline.",
        examples=["demand-forecast/source.zip"],
    )


class Source(Settings):
    """Where a project's code comes from: exactly one of connection, code_commit and s3."""

    connection: Connection | None = Field(default=None, description="A repository that CodeConnections knows.")
    code_commit: CodeCommit | None = Field(default=None, description="A CodeCommit repository of the hub's account.")
    s3: Archive | None = Field(default=None, description="A zip file in the hub's bucket of sources.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        exactly_one(self, "connection", "code_commit", "s3")
        return self


class Project(Settings):
    """One model, or one family of models, that a team takes from source to production."""

    name: Annotated[str, PROJECT_NAME] = Field(
        description="Part of the names of stacks, pipelines and roles. 2-20 of a-z, 0-9 and -, a letter first.",
        examples=["demand-forecast"],
    )
    team: str = Field(description="The team that owns it.", examples=["forecasting"])
    framework: Framework = Field(
        description="What it is trained with: one of xgboost, scikit-learn, pytorch, hugging-face.",
        examples=["xgboost"],
    )
    source: Source = Field(description="Where its code comes from: exactly one of connection, code_commit and s3.")
    workbench: Annotated[str, ENVIRONMENT_NAME] | None = Field(
        default=None,
        description="The environment that trains it. Needed where there are several workbenches.",
        examples=["research"],
    )
    serving: EnvironmentNames | None = Field(
        default=None,
        description="The environments that it is released to, in this order. Without it: all that serve, in the order "
        "of the file.",
        examples=[["staging", "prod"]],
    )
