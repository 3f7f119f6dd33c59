"""Whether what CloudFormation believes to stand is there: a resource can be deleted past its stack.

CloudFormation's own drift detection knows it too, but takes minutes, writes into the account, and leaves types out.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from botocore.exceptions import ClientError

from tools.deployed.reach import Client


class State(StrEnum):
    """What became of a resource."""

    THERE = "there"
    GONE = "gone"
    GOING = "going"
    """A key that waits for its deletion, and can be saved until then."""


NOT_FOUND = frozenset(
    {
        "404",
        "EntityNotFoundException",
        "InvalidSubnetID.NotFound",
        "InvalidVpcID.NotFound",
        "NoSuchBucket",
        "NotFoundException",
        "RepositoryNotFoundException",
        "ResourceNotFound",
        "ResourceNotFoundException",
    }
)
IN_WORDS = ("does not exist", "not found")
"""Athena and the model registry say it in the message of a general error."""
GENERAL = frozenset({"InvalidRequestException", "ValidationException"})

Probe = Callable[[Client, str], object]


def _last(physical_id: str) -> str:
    return physical_id.replace("|", "/").rpartition("/")[2]


def _space(client: Client, physical_id: str) -> object:
    """Domain and name are the last two parts of the id, be it an ARN or `domain|name`."""
    domain, name = physical_id.replace("|", "/").split("/")[-2:]
    return client("sagemaker").describe_space(DomainId=domain, SpaceName=name)


def _log_group(client: Client, physical_id: str) -> object:
    found = client("logs").describe_log_groups(logGroupNamePrefix=physical_id)["logGroups"]
    return any(group["logGroupName"] == physical_id for group in found)


def _key(client: Client, physical_id: str) -> object:
    state = client("kms").describe_key(KeyId=physical_id)["KeyMetadata"]["KeyState"]
    return State.GOING if state == "PendingDeletion" else True


PROBES: Mapping[str, Probe] = {
    "AWS::Athena::WorkGroup": lambda client, id_: client("athena").get_work_group(WorkGroup=id_),
    "AWS::CodeConnections::Connection": lambda client, id_: client("codeconnections").get_connection(ConnectionArn=id_),
    "AWS::CodeConnections::Host": lambda client, id_: client("codeconnections").get_host(HostArn=id_),
    "AWS::EC2::Subnet": lambda client, id_: client("ec2").describe_subnets(SubnetIds=[id_]),
    "AWS::EC2::VPC": lambda client, id_: client("ec2").describe_vpcs(VpcIds=[id_]),
    "AWS::ECR::Repository": lambda client, id_: client("ecr").describe_repositories(repositoryNames=[id_]),
    "AWS::Glue::Database": lambda client, id_: client("glue").get_database(Name=id_),
    "AWS::KMS::Key": _key,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": lambda client, id_: client("s3").head_bucket(Bucket=id_),
    "AWS::SageMaker::Domain": lambda client, id_: client("sagemaker").describe_domain(DomainId=id_),
    "AWS::SageMaker::Image": lambda client, id_: client("sagemaker").describe_image(ImageName=_last(id_)),
    "AWS::SageMaker::ModelPackageGroup": lambda client, id_: client("sagemaker").describe_model_package_group(
        ModelPackageGroupName=_last(id_)
    ),
    "AWS::SageMaker::Space": _space,
}
"""How to ask for a resource by its physical id. A type that is missing here is said to be not looked up."""


def state(client: Client, type_: str, physical_id: str) -> State:
    """What became of a resource of a type that `PROBES` has.

    Raises:
        ClientError: AWS gives no answer, for want of rights for example.
    """
    try:
        found = PROBES[type_](client, physical_id)
    except ClientError as error:
        if _is_missing(error):
            return State.GONE
        raise
    return found if isinstance(found, State) else State.GONE if found is False else State.THERE


def _is_missing(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    message = error.response["Error"].get("Message", "").lower()
    return code in NOT_FOUND or (code in GENERAL and any(words in message for words in IN_WORDS))
