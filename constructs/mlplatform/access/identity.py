"""What `Ref` and `Fn::GetAtt` give for a resource: its physical name, its id, its ARN.

Names that CloudFormation would generate are made from the stack's name and the logical id, so that the same template
gives the same ARNs, and two resources never the same one.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

NAMED = "{name}"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a type of resources is named.

    Args:
        name: The property that names it; a resource without it has a generated name.
        generated: What a generated name looks like; `{stack}`, `{id}`, `{hex}` and `{uuid}` are the resource's.
        ref: What `Ref` gives.
        attributes: What `Fn::GetAtt` gives.
    """

    name: str = ""
    generated: str = "{stack}-{id}-{hex:.12}"
    ref: str = NAMED
    attributes: Mapping[str, str] = field(default_factory=dict)


def _arn(service: str, resource: str, *, region: str = "{region}", account: str = "{account}") -> str:
    return f"arn:{{partition}}:{service}:{region}:{account}:{resource}"


def _id(prefix: str, **attributes: str) -> Kind:
    """A resource of EC2, whose id nobody chooses."""
    return Kind(generated=f"{prefix}-{{hex:.17}}", attributes=attributes)


def _by_arn(name: str, arn: str, *attributes: str, generated: str = "{stack}-{id}-{hex:.12}") -> Kind:
    """A resource whose `Ref` is its ARN."""
    return Kind(name=name, generated=generated, ref=arn, attributes=dict.fromkeys(attributes, arn))


ROLE = _arn("iam", "role{path}{name}", region="")
BUCKET = _arn("s3", "{name}", region="", account="")
SAGEMAKER = {
    "AWS::SageMaker::Model": ("model", "ModelName"),
    "AWS::SageMaker::EndpointConfig": ("endpoint-config", "EndpointConfigName"),
    "AWS::SageMaker::Endpoint": ("endpoint", "EndpointName"),
    "AWS::SageMaker::ModelPackageGroup": ("model-package-group", "ModelPackageGroupName"),
    "AWS::SageMaker::StudioLifecycleConfig": ("studio-lifecycle-config", "StudioLifecycleConfigName"),
    "AWS::SageMaker::Image": ("image", "ImageName"),
}

KINDS: Mapping[str, Kind] = {
    "AWS::IAM::Role": Kind(name="RoleName", attributes={"Arn": ROLE}),
    "AWS::IAM::ManagedPolicy": _by_arn("ManagedPolicyName", _arn("iam", "policy{path}{name}", region="")),
    "AWS::S3::Bucket": Kind(name="BucketName", attributes={"Arn": BUCKET}),
    "AWS::KMS::Key": Kind(generated="{uuid}", attributes={"Arn": _arn("kms", "key/{name}"), "KeyId": NAMED}),
    "AWS::KMS::Alias": Kind(name="AliasName"),
    "AWS::SNS::Topic": _by_arn("TopicName", _arn("sns", "{name}"), "TopicArn"),
    "AWS::SQS::Queue": Kind(
        name="QueueName",
        ref="https://sqs.{region}.amazonaws.com/{account}/{name}",
        attributes={"Arn": _arn("sqs", "{name}"), "QueueName": NAMED},
    ),
    "AWS::Lambda::Function": Kind(name="FunctionName", attributes={"Arn": _arn("lambda", "function:{name}")}),
    "AWS::Logs::LogGroup": Kind(name="LogGroupName", attributes={"Arn": _arn("logs", "log-group:{name}:*")}),
    "AWS::EC2::VPC": _id("vpc", VpcId=NAMED),
    "AWS::EC2::Subnet": _id("subnet", SubnetId=NAMED),
    "AWS::EC2::SecurityGroup": _id("sg", GroupId=NAMED, Id=NAMED),
    "AWS::EC2::VPCEndpoint": _id("vpce", Id=NAMED),
    "AWS::EC2::RouteTable": _id("rtb", RouteTableId=NAMED),
    "AWS::ECR::Repository": Kind(name="RepositoryName", attributes={"Arn": _arn("ecr", "repository/{name}")}),
    "AWS::StepFunctions::StateMachine": _by_arn("StateMachineName", _arn("states", "stateMachine:{name}"), "Arn"),
    "AWS::CodeBuild::Project": Kind(name="Name", attributes={"Arn": _arn("codebuild", "project/{name}")}),
    "AWS::CodePipeline::Pipeline": Kind(name="Name"),
    "AWS::CodeCommit::Repository": Kind(
        name="RepositoryName", ref="{uuid}", attributes={"Arn": _arn("codecommit", "{name}"), "Name": NAMED}
    ),
    "AWS::CodeConnections::Connection": _by_arn("", _arn("codeconnections", "connection/{uuid}"), "ConnectionArn"),
    "AWS::SecretsManager::Secret": _by_arn("Name", _arn("secretsmanager", "secret:{name}-{hex:.6}"), "Id"),
    "AWS::DynamoDB::Table": Kind(name="TableName", attributes={"Arn": _arn("dynamodb", "table/{name}")}),
    "AWS::Events::Rule": Kind(name="Name", attributes={"Arn": _arn("events", "rule/{name}")}),
    "AWS::Athena::WorkGroup": Kind(name="Name"),
    "AWS::Glue::Database": Kind(name="DatabaseInput.Name"),
    "AWS::CloudWatch::Alarm": Kind(name="AlarmName", attributes={"Arn": _arn("cloudwatch", "alarm:{name}")}),
    "AWS::SSM::Parameter": Kind(name="Name"),
    "AWS::SageMaker::Domain": Kind(
        generated="d-{hex:.12}",
        attributes={"DomainId": NAMED, "DomainArn": _arn("sagemaker", "domain/{name}")},
    ),
    "AWS::SageMaker::Pipeline": Kind(name="PipelineName"),
    **{
        type_: Kind(
            name=name,
            ref=_arn("sagemaker", f"{noun}/{{name}}"),
            attributes={name: NAMED, f"{type_.rpartition('::')[2]}Arn": _arn("sagemaker", f"{noun}/{{name}}")},
        )
        for type_, (noun, name) in SAGEMAKER.items()
    },
}
"""The types whose references stand in policies, or in what policies need. Another one is an error, not a guess."""


def generated(pattern: str, stack: str, logical_id: str) -> str:
    """A stand-in for what CloudFormation would generate for a resource; see `Kind.generated`."""
    digest = hashlib.sha256(f"{stack}/{logical_id}".encode()).hexdigest()
    return pattern.format(stack=stack, id=logical_id, hex=digest, uuid=uuid.UUID(digest[:32]))
