from constructs import Construct

from mlplatform.mlops import SourceAccess
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.platform_stack import PlatformStack


class Delivery(PlatformStack):
    """How the hub reaches the source of its projects: connections to providers, a bucket for archives."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation) -> None:
        super().__init__(scope, "Delivery", deployment, description="Connections to the sources of projects")
        self.sources = SourceAccess(
            self,
            "Sources",
            names=deployment.names,
            projects=deployment.organisation.projects,
            key_arn=foundation.keys.artefacts,
            logs_bucket=foundation.access_logs.bucket.bucket_name,
        )
