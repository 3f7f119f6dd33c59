"""Which resources must not be lost, and what it would mean: the one table, reviewed as such.

A type stands here when something is gone with its resource that no template can make again: data, history, or an
identity that others hold (an id in a person's head, on a host, in another account). It does not when the next
deployment makes the same again (roles, policies, aliases, endpoints, functions, lifecycle scripts).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Properties = Mapping[str, Any]


def _always(_: Properties) -> bool:
    return True


def _never(_: Properties) -> bool:
    return False


def _is_private(properties: Properties) -> bool:
    sharing = properties.get("SpaceSharingSettings")
    return isinstance(sharing, Mapping) and sharing.get("SharingType") == "Private"


@dataclass(frozen=True, kw_only=True)
class Stateful:
    """One type.

    Args:
        noun: What people call it.
        loss: A sentence: what nobody has any more when the resource is another one, or gone.
        before: A sentence: what to do before it may go.
        name: The property that carries the physical name, where it can have one.
        also: Properties that replace it although the registry schema does not say so, each with the source.
        passes: Whether it comes and goes with a person: then its removal is nothing special.
        only_retained: Whether only those count that the template retains.
    """

    noun: str
    loss: str
    before: str
    name: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    passes: Callable[[Properties], bool] = _never
    only_retained: bool = False


_TAGS_OF_DOMAIN = "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1803"
_TAGS_OF_PROFILE = "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2094"
_TAGS_OF_SPACE = "no report known; held like the tags of domain and profile, because what is lost is the same"

_HOSTS = "Hosts on premises are configured with its ARN, and can no longer sign in."
_HANDSHAKE = (
    "A person with rights in the source system has to authorise the new one, and until then no pipeline starts."
)
_COPY_TABLE = "Back the table up (a point-in-time export, or AWS Backup), and restore it into the new one."
_PACKAGES = "Every published package version is gone, and builds that pin one fail."
_EXPERIMENTS = "Runs, parameters, metrics and registered models that were logged to it are out of reach."

STATEFUL: Mapping[str, Stateful] = {
    "AWS::Athena::WorkGroup": Stateful(
        noun="Athena workgroup",
        name="Name",
        loss="Its query history and saved queries are gone, and people's tools that name it stop.",
        before="Save the queries that people need.",
    ),
    "AWS::CodeArtifact::Domain": Stateful(
        noun="CodeArtifact domain", name="DomainName", loss=_PACKAGES, before="Copy the package versions in use."
    ),
    "AWS::CodeArtifact::Repository": Stateful(
        noun="CodeArtifact repository",
        name="RepositoryName",
        loss=_PACKAGES,
        before="Copy the package versions in use.",
    ),
    "AWS::CodeCommit::Repository": Stateful(
        noun="CodeCommit repository",
        name="RepositoryName",
        loss="The source code and its history are gone.",
        before="Mirror the repository elsewhere (git clone --mirror).",
    ),
    "AWS::CodeConnections::Connection": Stateful(
        noun="connection to a source system",
        name="ConnectionName",
        loss=_HANDSHAKE,
        before="Have that person ready.",
    ),
    "AWS::CodeConnections::Host": Stateful(
        noun="connection host", name="Name", loss=_HANDSHAKE, before="Have that person ready."
    ),
    "AWS::CodeStarConnections::Connection": Stateful(
        noun="connection to a source system",
        name="ConnectionName",
        loss=_HANDSHAKE,
        before="Have that person ready.",
    ),
    "AWS::DynamoDB::GlobalTable": Stateful(
        noun="table", name="TableName", loss="Its items are gone.", before=_COPY_TABLE
    ),
    "AWS::DynamoDB::Table": Stateful(noun="table", name="TableName", loss="Its items are gone.", before=_COPY_TABLE),
    "AWS::EC2::Subnet": Stateful(
        noun="subnet",
        loss="What runs in it stays where it was made, so the old one cannot go and a new one of the same range cannot "
        "come: the deployment fails half-way.",
        before="Plan a new network, with new Studio domains in it.",
    ),
    "AWS::EC2::VPC": Stateful(
        noun="VPC",
        loss="Studio domains stay in the network that they were made in; in another one they are made anew, without "
        "the homes.",
        before="Plan a new network, with new Studio domains in it.",
    ),
    "AWS::ECR::Repository": Stateful(
        noun="image repository",
        name="RepositoryName",
        loss="Its images are gone or unknown to the platform: models and pipelines that pin one by digest no longer "
        "start.",
        before="Copy the images in use.",
    ),
    "AWS::Glue::Database": Stateful(
        noun="Glue database",
        name="DatabaseInput.Name",
        loss="The definitions of its tables, with their partitions, and the grants on them are gone; the data in S3 "
        "stays.",
        before="Export the table definitions.",
    ),
    "AWS::KMS::Key": Stateful(
        noun="key",
        loss="What it encrypted can only be read with this key, which no stack would manage any more; once somebody "
        "deletes it, that data is lost for ever.",
        before="Find what it encrypts (CloudTrail names each use), and keep the key for as long as that data.",
    ),
    "AWS::Logs::LogGroup": Stateful(
        noun="log group of evidence",
        name="LogGroupName",
        loss="The record is cut in two: what was logged so far is in a group that nobody looks into.",
        before="Export the log events that an auditor may ask for.",
        only_retained=True,
    ),
    "AWS::RolesAnywhere::Profile": Stateful(
        noun="Roles Anywhere profile", loss=_HOSTS, before="Give the hosts the new ARN as it comes."
    ),
    "AWS::RolesAnywhere::TrustAnchor": Stateful(
        noun="trust anchor", loss=_HOSTS, before="Give the hosts the new ARN as it comes."
    ),
    "AWS::Route53Resolver::ResolverEndpoint": Stateful(
        noun="resolver endpoint",
        loss="The new one has other addresses: name servers on premises that forward to the old ones resolve nothing.",
        before="Have the name servers on premises changed at the same time.",
    ),
    "AWS::S3::Bucket": Stateful(
        noun="bucket",
        name="BucketName",
        loss="The platform no longer finds the objects in it.",
        before="Copy the objects that are needed, and keep the bucket for as long as retention rules ask.",
    ),
    "AWS::SageMaker::Domain": Stateful(
        noun="Studio domain",
        name="DomainName",
        loss="Every user of it loses home, spaces and running apps: they belong to this domain's id, and the file "
        "system stays behind where no Studio opens it.",
        before="Back the file system up, and tell its users.",
        also={"Tags": _TAGS_OF_DOMAIN},
    ),
    "AWS::SageMaker::FeatureGroup": Stateful(
        noun="feature group",
        name="FeatureGroupName",
        loss="The online records are gone, and the offline history no longer belongs to it.",
        before="Keep the offline store's prefix, and plan the ingestion into the new group.",
    ),
    "AWS::SageMaker::Image": Stateful(
        noun="Studio image",
        name="ImageName",
        loss="Its versions are gone: apps that use one no longer start.",
        before="Note the versions in use, and the container images behind them.",
    ),
    "AWS::SageMaker::MlflowApp": Stateful(
        noun="MLflow app", name="Name", loss=_EXPERIMENTS, before="Export the experiments that must stay."
    ),
    "AWS::SageMaker::MlflowTrackingServer": Stateful(
        noun="MLflow tracking server",
        name="TrackingServerName",
        loss=_EXPERIMENTS,
        before="Export the experiments that must stay.",
    ),
    "AWS::SageMaker::ModelPackageGroup": Stateful(
        noun="model package group",
        name="ModelPackageGroupName",
        loss="Model versions, their approvals and their lineage are in the old group only; with versions in it, it "
        "cannot be deleted, and the deployment fails.",
        before="Register the versions in use in the new group, and have them approved again.",
    ),
    "AWS::SageMaker::Space": Stateful(
        noun="Studio space",
        name="SpaceName",
        loss="The volume with its files is deleted.",
        before="Copy the files that people need.",
        also={"Tags": _TAGS_OF_SPACE},
        passes=_is_private,
    ),
    "AWS::SageMaker::UserProfile": Stateful(
        noun="user profile",
        name="UserProfileName",
        loss="Apps and private spaces of the user are deleted with the old profile; a new one of the same name cannot "
        "be made while the old one stands, so the deployment fails.",
        before="Take the user out of the CSV file, deploy, run `make lock`, and add the user again.",
        also={"Tags": _TAGS_OF_PROFILE},
        passes=_always,
    ),
    "AWS::SecretsManager::Secret": Stateful(
        noun="secret",
        name="Name",
        loss="Its value is gone, unless somebody has it elsewhere.",
        before="Have its value set again after the deployment.",
    ),
}

NOTHING_OF_THEIR_OWN = {
    "AWS::S3::BucketPolicy": "stays with its bucket and guards it; the next deployment makes the same again",
}
"""Types that templates retain and that the lock does not hold, with the reason."""


def is_held(resource: Mapping[str, Any]) -> bool:
    """Whether the lock holds a resource of a template."""
    row = STATEFUL.get(resource.get("Type", ""))
    return row is not None and (not row.only_retained or is_kept(resource))


def is_kept(resource: Mapping[str, Any]) -> bool:
    """Whether CloudFormation leaves it in AWS when it is removed from its stack."""
    return str(resource.get("DeletionPolicy", "")).startswith("Retain")
