"""Types of which only a record is kept: no API stands behind them here. The list is the whole truth about that."""

import uuid
from typing import Any

from localaws.server.account import Account
from localaws.server.registry.schema import pointers, value_at
from localaws.server.resource import Attributes, Properties, ResourceType

RECORDED_ONLY: tuple[str, ...] = (
    "AWS::AccessAnalyzer::Analyzer",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Athena::NamedQuery",
    "AWS::Chatbot::SlackChannelConfiguration",
    "AWS::CloudTrail::Trail",
    "AWS::CodeArtifact::Domain",
    "AWS::CodeArtifact::PackageGroup",
    "AWS::CodeArtifact::Repository",
    "AWS::CodeStarNotifications::NotificationRule",
    "AWS::Config::ConfigRule",
    "AWS::DMS::Endpoint",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationSubnetGroup",
    "AWS::DMS::ReplicationTask",
    "AWS::DataSync::Agent",
    "AWS::DataSync::LocationNFS",
    "AWS::DataSync::LocationS3",
    "AWS::DataSync::LocationSMB",
    "AWS::DataSync::Task",
    "AWS::ECR::PullThroughCacheRule",
    "AWS::ECR::RegistryScanningConfiguration",
    "AWS::GuardDuty::Detector",
    "AWS::ImageBuilder::Component",
    "AWS::ImageBuilder::ContainerRecipe",
    "AWS::ImageBuilder::DistributionConfiguration",
    "AWS::ImageBuilder::ImagePipeline",
    "AWS::ImageBuilder::InfrastructureConfiguration",
    "AWS::InspectorV2::Filter",
    "AWS::LakeFormation::DataLakeSettings",
    "AWS::LakeFormation::PrincipalPermissions",
    "AWS::LakeFormation::Resource",
    "AWS::Logs::QueryDefinition",
    "AWS::RolesAnywhere::CRL",
    "AWS::RolesAnywhere::Profile",
    "AWS::RolesAnywhere::TrustAnchor",
    "AWS::Route53Resolver::FirewallDomainList",
    "AWS::Route53Resolver::FirewallRuleGroup",
    "AWS::Route53Resolver::FirewallRuleGroupAssociation",
    "AWS::Route53Resolver::ResolverDNSSECConfig",
    "AWS::Route53Resolver::ResolverEndpoint",
    "AWS::Route53Resolver::ResolverQueryLoggingConfig",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    "AWS::Route53Resolver::ResolverRule",
    "AWS::Route53Resolver::ResolverRuleAssociation",
    "AWS::SSO::Assignment",
    "AWS::SSO::PermissionSet",
    "AWS::SageMaker::MonitoringSchedule",
    "AWS::SecurityHub::Hub",
    "AWS::ServiceCatalog::CloudFormationProduct",
    "AWS::ServiceCatalog::LaunchRoleConstraint",
    "AWS::ServiceCatalog::Portfolio",
    "AWS::ServiceCatalog::PortfolioPrincipalAssociation",
    "AWS::ServiceCatalog::PortfolioProductAssociation",
)
"""Sorted. Nothing of IAM, KMS, S3, the network, or SageMaker's studio may stand here; a test asserts that."""


class Recorded(ResourceType):
    """Validated and given an identity, nothing more."""

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def create(self, aws: Account, properties: Properties) -> str:
        """Make the physical id from the schema's primary identifier."""
        paths = pointers(self.type_name, "primaryIdentifier")
        return "|".join(str(value_at(properties, path) or self._made_up(aws, path[-1])) for path in paths)

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Make up the schema's read-only properties; the primary identifier's are parts of the physical id."""
        identity = dict(zip(pointers(self.type_name, "primaryIdentifier"), physical_id.split("|"), strict=True))
        made_up: dict[str, Any] = {}
        for path in pointers(self.type_name, "readOnlyProperties"):
            made_up[".".join(path)] = identity.get(path) or self._made_up(aws, path[-1], physical_id)
        return made_up

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Nothing to call: the stack holds the record."""

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Nothing to call."""

    def _made_up(self, aws: Account, name: str, physical_id: str | None = None) -> str:
        service, noun = self.type_name.split("::")[1:]
        own = (physical_id or uuid.uuid4().hex[:17]).rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        return aws.arn(service.lower(), f"{noun.lower()}/{own}") if name.endswith("Arn") else own
