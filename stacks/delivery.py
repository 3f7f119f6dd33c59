from collections.abc import Mapping

from aws_cdk import Stack
from constructs import Construct

from mlplatform.mlops import ArchiveUploads, FailureAlarm, SourceAccess, TransitBucket, archives_of
from mlplatform.settings.names import pascal
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack


class Delivery(PlatformStack):
    """What the projects of the hub share: connections to providers, a bucket for archives, the alarm on failures."""

    def __init__(
        self, scope: Construct, deployment: Deployment, *, foundation: Foundation, identities: Mapping[str, Stack]
    ) -> None:
        super().__init__(scope, "Delivery", deployment, description="Connections to the sources of projects")
        self._key_arn = foundation.keys.artefacts
        self.sources = SourceAccess(
            self,
            "Sources",
            names=deployment.names,
            projects=deployment.organisation.projects,
            key_arn=self._key_arn,
            logs_bucket=foundation.access_logs.bucket.bucket_name,
        )
        if self.sources.bucket:
            self._let_upload(self.sources.bucket, identities)
        FailureAlarm(
            self, "Failures", name=deployment.names.stack("failed-deliveries"), topic_arn=foundation.alarms.topic_arn
        )

    def _let_upload(self, bucket: TransitBucket, identities: Mapping[str, Stack]) -> None:
        for team in self.deployment.organisation.teams:
            if keys := archives_of(self.deployment.organisation, team.name):
                # The policy is attached to roles that no reference leads to.
                self.add_stack_dependency(identities[team.name])
                ArchiveUploads(
                    self,
                    f"UploadsOf{pascal(team.name)}",
                    names=self.deployment.names,
                    team=team.name,
                    bucket_arn=bucket.arn,
                    keys=keys,
                    key_arn=self._key_arn,
                )
