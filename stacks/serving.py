from aws_cdk import Stack
from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.encryption import team_key_arn
from mlplatform.mlops import Road, TransitBucket
from mlplatform.serving import ServingSite
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.platform_stack import PlatformStack

CAPTURED_DAYS = 400


class Serving(PlatformStack):
    """What stays of a project where it is served: roles, captured traffic, wiring; not models and endpoints."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        road: Road,
        foundation: Foundation,
        network: Network,
        identity: Stack,
    ) -> None:
        project = road.project
        super().__init__(scope, f"Serving-{project.name}", deployment, description=f"Serving of {project.name}")
        # A release names roles that no reference leads to.
        self.add_stack_dependency(identity)
        key_arn = team_key_arn(self, names=deployment.names, team=project.team)
        capture = TransitBucket(
            self,
            "Capture",
            key_arn=key_arn,
            logs_bucket=foundation.access_logs.bucket.bucket_name,
            days=CAPTURED_DAYS,
            writers={project.name: road.team_role(deployment.environment, "serve")},
        )
        site = ServingSite(
            self,
            "Site",
            road=road,
            environment=deployment.environment,
            key_arn=key_arn,
            wiring={
                "subnets": list(network.network.subnet_ids),
                "security-group": network.network.groups.jobs,
                "capture": capture.name,
                "alarms": foundation.alarms.topic_arn,
            },
            boundary_arn=foundation.delivery_boundary_arn,
        )
        fields = {
            "endpoint": road.model,
            "release_stack": deployment.names.release(project.name),
            "capture_bucket": capture.name,
            "deploy_role_arn": site.deploy_role_arn,
            "release_role_arn": site.release_role_arn,
        }
        ContractParameter(
            self, "Contract", names=deployment.names, key=f"projects/{project.name}/serving", fields=fields
        )
        self.book_on(deployment.team(project.team), self)
