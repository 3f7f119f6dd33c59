"""Which types are served how is a fixed list, so that nothing is skipped silently (read as text: no server import)."""

import ast
from pathlib import Path
from typing import Any

SERVER = Path(__file__).resolve().parents[2] / "localaws" / "server"

# A change here is a decision: such a type is validated and given an identity, and nothing stands behind it.
RECORDED_ONLY = [
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
]

NEVER_RECORDED = ("AWS::IAM::", "AWS::KMS::", "AWS::S3::", "AWS::EC2::", "AWS::Lambda::", "AWS::SNS::", "AWS::SSM::")


def _assigned(module: str, name: str) -> Any:
    """Return a constant of a server module without importing it: its packages live in another environment."""
    for node in ast.parse((SERVER / module).read_text()).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            value = node.value.args[0] if isinstance(node.value, ast.Call) else node.value
            assert value is not None
            return ast.literal_eval(value)
    raise AssertionError(f"{module} has no {name}")


def test_the_recorded_types_are_these() -> None:
    assert list(_assigned("recorded.py", "RECORDED_ONLY")) == sorted(RECORDED_ONLY)


def test_nothing_that_matters_is_only_recorded() -> None:
    recorded = _assigned("recorded.py", "RECORDED_ONLY")
    assert [name for name in recorded if name.startswith(NEVER_RECORDED)] == []
    assert [name for name in recorded if name.startswith("AWS::SageMaker::")] == ["AWS::SageMaker::MonitoringSchedule"]


def test_no_type_is_both_recorded_and_served() -> None:
    assert set(_assigned("catalogue.py", "ENGINES_OWN")) & set(RECORDED_ONLY) == set()
