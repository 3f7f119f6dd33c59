"""The ways in which a project's code comes to the hub: how the pipeline fetches it, and what starts the pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlplatform.arns import arn
from mlplatform.identity.capabilities import delivery
from mlplatform.identity.statement import Statement, Value
from mlplatform.settings.project import Archive, CodeCommit, Connection

ACTION = "Commit"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What differs between the sources of a pipeline.

    Args:
        commit: Name of the variable with which CodePipeline tells which version it fetched.
        pattern: The event that starts the pipeline; none where CodePipeline listens to the connection itself.
        triggers: What CodePipeline itself listens to.
    """

    provider: str
    configuration: Mapping[str, Any]
    commit: str
    statements: tuple[Statement, ...]
    values: Mapping[str, Value]
    pattern: Mapping[str, Any] | None = None
    triggers: tuple[Mapping[str, Any], ...] = field(default=())


def from_connection(source: Connection, *, connection_arn: str) -> Source:
    """A repository of GitHub, GitLab or Bitbucket, also on premises."""
    return Source(
        provider="CodeStarSourceConnection",
        configuration={
            "ConnectionArn": connection_arn,
            "FullRepositoryId": source.repository,
            "BranchName": source.branch,
            "OutputArtifactFormat": "CODE_ZIP",
            # The trigger below says what starts the pipeline; without this every branch's push would.
            "DetectChanges": "false",
        },
        commit="CommitId",
        statements=delivery.FROM_CONNECTION,
        values={"connection": connection_arn, "repository-id": source.repository},
        triggers=(_push_to(source.branch),),
    )


def from_code_commit(source: CodeCommit) -> Source:
    """A CodeCommit repository of the hub's account."""
    repository = arn("codecommit", source.repository)
    return Source(
        provider="CodeCommit",
        configuration={
            "RepositoryName": source.repository,
            "BranchName": source.branch,
            "PollForSourceChanges": "false",
        },
        commit="CommitId",
        statements=delivery.FROM_REPOSITORY,
        values={"repository": repository},
        pattern={
            "source": ["aws.codecommit"],
            "detail-type": ["CodeCommit Repository State Change"],
            "resources": [repository],
            "detail": {
                "event": ["referenceCreated", "referenceUpdated"],
                "referenceType": ["branch"],
                "referenceName": [source.branch],
            },
        },
    )


def from_archive(source: Archive, *, bucket_name: str, bucket_arn: str) -> Source:
    """A zip file in the hub's bucket of sources."""
    return Source(
        provider="S3",
        configuration={"S3Bucket": bucket_name, "S3ObjectKey": source.key, "PollForSourceChanges": "false"},
        commit="VersionId",
        statements=delivery.FROM_ARCHIVE,
        values={"archive": f"{bucket_arn}/{source.key}", "sources": bucket_arn},
        pattern={
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {"bucket": {"name": [bucket_name]}, "object": {"key": [source.key]}},
        },
    )


def _push_to(branch: str) -> Mapping[str, Any]:
    push = {"Branches": {"Includes": [branch]}}
    return {
        "ProviderType": "CodeStarSourceConnection",
        "GitConfiguration": {"SourceActionName": ACTION, "Push": [push]},
    }
