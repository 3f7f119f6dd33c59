from constructs import Construct

from mlplatform.catalogue import PURPOSES, PrebuiltImages
from mlplatform.contract import ContractParameter
from mlplatform.mlops import ModelRegistry, Notice, ProjectDelivery, Road, Workshop
from stacks.delivery import Delivery
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.platform_stack import PlatformStack
from stacks.release import release_templates


class Project(PlatformStack):
    """A project in the hub: its registered models, its builds, its pipeline to the environments that serve it."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        road: Road,
        foundation: Foundation,
        network: Network,
        delivery: Delivery,
    ) -> None:
        name = road.project.name
        super().__init__(scope, f"Project-{name}", deployment, description=f"Delivery of the project {name}")
        registry = ModelRegistry(self, "Registry", road=road)
        catalogue = PrebuiltImages(self, environment=road.workbench, pins=deployment.organisation.image_pins)
        source = delivery.sources.source_of(road.project)
        road_to_release = ProjectDelivery(
            self,
            "Delivery",
            road=road,
            source=source,
            templates=release_templates(scope, road=road),
            images={purpose: catalogue.of(road.project.framework, purpose) for purpose in PURPOSES},
            workshop=_workshop(foundation, network),
            notice=Notice(
                topic_arn=foundation.alarms.topic_arn,
                topic_key_arn=foundation.keys.logs,
                logs_bucket=foundation.access_logs.bucket.bucket_name,
            ),
        )
        fields = {
            "pipeline": road_to_release.pipeline.name,
            "registry": registry.name,
            "builds": [road_to_release.build.name, road_to_release.package.name],
            "artefacts": road_to_release.artefacts.name,
            "source_bucket": source.configuration.get("S3Bucket"),
            "connection_arn": source.configuration.get("ConnectionArn"),
        }
        ContractParameter(self, "Contract", names=deployment.names, key=f"projects/{name}/delivery", fields=fields)
        self.book_on(deployment.team(road.project.team), self)


def _workshop(foundation: Foundation, network: Network) -> Workshop:
    return Workshop(
        vpc_id=network.network.vpc_id,
        subnet_ids=network.network.subnet_ids,
        security_group_id=network.network.groups.functions,
        artefacts_key_arn=foundation.keys.artefacts,
        logs_key_arn=foundation.keys.logs,
        boundary_arn=foundation.delivery_boundary_arn,
    )
