from aws_cdk import aws_codeconnections as codeconnections
from constructs import Construct

from mlplatform.mlops.sources import Source, from_archive, from_code_commit, from_connection
from mlplatform.mlops.transit_bucket import TransitBucket
from mlplatform.settings.names import Names, pascal
from mlplatform.settings.project import Connection, Project

PROVIDERS = {
    "bitbucket": "Bitbucket",
    "github": "GitHub",
    "github-enterprise": "GitHubEnterpriseServer",
    "gitlab": "GitLab",
    "gitlab-self-managed": "GitLabSelfManaged",
}
KEPT_DAYS = 90


class SourceAccess(Construct):
    """How the hub reaches the code of all projects: a connection for each provider, a bucket for archives.

    Guarantees:
        - one connection for each provider and host; it works once a person has authorised it, in the console
        - the bucket is there only where a project comes as an archive

    Args:
        projects: Those of the organisation.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        projects: tuple[Project, ...],
        key_arn: str,
        logs_bucket: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._names = names
        connections = {p.source.connection for p in projects if p.source.connection}
        keys = sorted({(c.provider, c.host or "") for c in connections})
        self.connections = {key: self._connect(*key) for key in keys}
        """ARN by provider and host."""
        archives = any(project.source.s3 for project in projects)
        self.bucket = self._build_bucket(key_arn, logs_bucket) if archives else None

    def source_of(self, project: Project) -> Source:
        """How the pipeline of a project fetches it."""
        source = project.source
        if source.connection:
            return from_connection(source.connection, connection_arn=self._connection_of(source.connection))
        if source.code_commit:
            return from_code_commit(source.code_commit)
        if source.s3 and self.bucket:
            return from_archive(source.s3, bucket_name=self.bucket.name, bucket_arn=self.bucket.arn)
        raise ValueError(f"{project.name} has no source; the settings should have refused it.")

    def _connection_of(self, source: Connection) -> str:
        return self.connections[source.provider, source.host or ""]

    def _connect(self, provider: str, host: str) -> str:
        name = self._names.connection(provider, host or None)
        connection = codeconnections.CfnConnection(
            self,
            pascal(name.removeprefix(f"{self._names.organisation}-")),
            connection_name=name,
            # The host states the provider's type.
            host_arn=host or None,
            provider_type=None if host else PROVIDERS[provider],
        )
        return connection.attr_connection_arn

    def _build_bucket(self, key_arn: str, logs_bucket: str) -> TransitBucket:
        return TransitBucket(self, "Sources", key_arn=key_arn, logs_bucket=logs_bucket, days=KEPT_DAYS, events=True)
