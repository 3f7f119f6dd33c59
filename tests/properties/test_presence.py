"""Nothing is clean by absence: the resource types that the design calls for stand in the default organisation."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from mlplatform.compliance.assembly import stack_templates
from mlplatform.compliance.catalogue import controls
from mlplatform.compliance.templates import read_templates
from tests.conftest import Assembly

POLICY, ROLE, BUCKET, KEPT = "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
DESIGN: dict[str, set[str]] = {
    "Foundation": {
        *(POLICY, BUCKET, KEPT),
        *("AWS::KMS::Key", "AWS::KMS::Alias", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription"),
        *("AWS::Budgets::Budget", "AWS::Glue::DataCatalogEncryptionSettings"),
    },
    "Network": {
        *("AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::FlowLog", "AWS::EC2::VPCEndpoint", "AWS::EC2::SecurityGroup"),
        *("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", "Custom::ClosedDefaultSecurityGroup"),
        *("AWS::Lambda::Function", "AWS::Logs::LogGroup", ROLE, POLICY),
    },
    "Identity": {ROLE, POLICY},
    "Roles": {ROLE, POLICY},
    "Images": {
        *("AWS::ECR::Repository", "AWS::ECR::RegistryPolicy", "AWS::ECR::RegistryScanningConfiguration"),
        *("AWS::ECR::RepositoryCreationTemplate", "AWS::SageMaker::Image", "AWS::SageMaker::AppImageConfig"),
    },
    "Data": {BUCKET, KEPT, POLICY, "AWS::Glue::Database", "AWS::Athena::WorkGroup"},
    "Studio": {
        *("AWS::SageMaker::Domain", "AWS::SageMaker::UserProfile", "AWS::SageMaker::Space"),
        *("AWS::SageMaker::StudioLifecycleConfig", "AWS::Lambda::Function", ROLE, POLICY),
    },
    "Users": {"AWS::SageMaker::UserProfile"},
    "Delivery": {"AWS::CodeConnections::Connection", BUCKET, KEPT},
    "Project": {
        *("AWS::CodePipeline::Pipeline", "AWS::CodeBuild::Project", "AWS::Events::Rule", "AWS::Logs::LogGroup"),
        *("AWS::SageMaker::ModelPackageGroup", BUCKET, KEPT, ROLE, POLICY),
    },
    "Training": {"AWS::SageMaker::Pipeline", "AWS::StepFunctions::StateMachine", "AWS::Logs::LogGroup", ROLE, POLICY},
    "Serving": {ROLE, POLICY, BUCKET, KEPT},
    "Release": {
        *("AWS::SageMaker::Model", "AWS::SageMaker::EndpointConfig", "AWS::SageMaker::Endpoint"),
        "AWS::CloudWatch::Alarm",
    },
}
"""What each kind of stack is there for. A stack may hold more; what is missing here is missing in the platform."""

NOT_YET = {
    "AWS::DMS::ReplicationInstance": "databases of the premises come with the migration",
    "AWS::DMS::Endpoint": "databases of the premises come with the migration",
    "AWS::DataSync::Task": "file shares of the premises come with the migration",
    "AWS::Glue::Job": "the default organisation prepares data in processing jobs",
    "AWS::Glue::SecurityConfiguration": "the default organisation prepares data in processing jobs",
    "AWS::Lambda::Permission": "nothing calls a function of the platform but CloudFormation",
    "AWS::SQS::Queue": "no queue yet: failed events go to the topic",
    "AWS::SQS::QueuePolicy": "no queue yet: failed events go to the topic",
    "AWS::SageMaker::FeatureGroup": "features come with the feature store",
    "AWS::SecretsManager::Secret": "no secret: connections and roles stand in for them",
}
"""Types of controls that the design has no resource of yet, and why."""

NEVER = {
    "AWS::EC2::Route": "isolated subnets have no route but the local one",
    "AWS::SageMaker::NotebookInstance": "people work in Studio",
    "AWS::SageMaker::DataQualityJobDefinition": "closed to new customers",
    "AWS::SageMaker::ModelBiasJobDefinition": "closed to new customers",
    "AWS::SageMaker::ModelExplainabilityJobDefinition": "closed to new customers",
    "AWS::SageMaker::ModelQualityJobDefinition": "closed to new customers",
    "AWS::SageMaker::MonitoringSchedule": "closed to new customers",
}
"""Types of controls that the design does without, and why."""


@pytest.fixture(scope="module")
def types(synthesized: Callable[[str], Assembly]) -> dict[str, set[str]]:
    """Resource types by kind of stack, release templates included."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, body in read_templates(stack_templates(synthesized("energy-retailer").folder)).bodies.items():
        kinds = [kind for kind in DESIGN if f"-{kind}" in f"-{path.name}" or kind in path.name.split(".")[0].split("-")]
        for kind in kinds:
            found[kind] |= {resource["Type"] for resource in body["Resources"].values()}
    return found


@pytest.mark.parametrize("kind", DESIGN)
def test_a_stack_holds_what_it_is_there_for(kind: str, types: dict[str, set[str]]) -> None:
    assert DESIGN[kind] - types[kind] == set()


def test_each_control_has_a_resource_or_a_reason(types: dict[str, set[str]]) -> None:
    present = set().union(*types.values())
    wanted = {control.resource for control in controls().values()}
    assert wanted - present - NOT_YET.keys() - NEVER.keys() == set()
    assert present & NEVER.keys() == set()


def test_an_absence_is_seen(types: dict[str, set[str]]) -> None:
    without = {kind: found - {"AWS::EC2::FlowLog"} for kind, found in types.items()}
    with pytest.raises(AssertionError):
        test_a_stack_holds_what_it_is_there_for("Network", without)
