"""Policies on resources, and on the endpoints that requests go through."""

import fnmatch
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlplatform.access.estate import Estate, Resource
from mlplatform.access.policies import Policy, as_list, parsed
from mlplatform.access.unresolvable import UnresolvableError

ENDPOINT = "AWS::EC2::VPCEndpoint"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A resource policy, and the resources that it guards, as ARN patterns."""

    policy: Policy
    covers: tuple[str, ...]
    account: str


Covers = Callable[[Estate, Resource], list[str]]


def _named(name: str, *patterns: str) -> Covers:
    """Resources that a property names: patterns with `{account}`, `{region}`, `{partition}` and `{name}`."""

    def covers(estate: Estate, resource: Resource) -> list[str]:
        names = as_list(estate.property_of(resource, name))
        return [_filled(pattern, resource, str(each)) for each in names for pattern in patterns]

    return covers


def _filled(pattern: str, resource: Resource, name: str = "") -> str:
    stack = resource.stack
    # An ARN, or a URL that ends in the name, says more than is asked.
    short = name if pattern == "{name}" else name.rpartition("/")[2] if "://" in name else name
    return pattern.format(partition=stack.partition, region=stack.region, account=stack.account, name=short)


def _itself(estate: Estate, resource: Resource) -> list[str]:
    return [estate.arn_of(resource)]


def _model_packages(estate: Estate, resource: Resource) -> list[str]:
    group = estate.arn_of(resource)
    return [group, f"{group.replace(':model-package-group/', ':model-package/')}/*"]


def _registry(_: Estate, resource: Resource) -> list[str]:
    return [_filled("arn:{partition}:ecr:{region}:{account}:repository/*", resource)]


BUCKET = ("arn:{partition}:s3:::{name}", "arn:{partition}:s3:::{name}/*")
QUEUE = "arn:{partition}:sqs:{region}:{account}:{name}"

CARRIERS: Mapping[str, tuple[str, Covers]] = {
    "AWS::S3::BucketPolicy": ("PolicyDocument", _named("Bucket", *BUCKET)),
    "AWS::KMS::Key": ("KeyPolicy", _itself),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", _named("Topics", "{name}")),
    "AWS::SNS::TopicInlinePolicy": ("PolicyDocument", _named("TopicArn", "{name}")),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", _named("Queues", QUEUE)),
    "AWS::SQS::QueueInlinePolicy": ("PolicyDocument", _named("Queue", QUEUE)),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", _named("SecretId", "{name}")),
    "AWS::ECR::Repository": ("RepositoryPolicyText", _itself),
    "AWS::ECR::RegistryPolicy": ("PolicyText", _registry),
    "AWS::SageMaker::ModelPackageGroup": ("ModelPackageGroupPolicy", _model_packages),
}
"""The types that carry resource policies: the property, and what it guards."""
ELSEWHERE = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::RolePolicy", ENDPOINT)


class Guards:
    """The resource policies of an estate, and the policies of its endpoints.

    A policy in a place that this module does not know is an error.
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._found: dict[str, tuple[Guard, ...]] = {}

    @cached_property
    def all(self) -> tuple[Guard, ...]:
        unknown = [resource for resource in self._estate.resources if _holds_unknown_policy(resource)]
        if unknown:
            what = f"{unknown[0].type} carries a policy in a place that nobody looks at"
            raise UnresolvableError(unknown[0].place, what, "add the type to mlplatform/access/guards.py")
        return tuple(guard for resource in self._estate.of(*CARRIERS) if (guard := self._guard(resource)))

    def on(self, arn: str, account: str) -> tuple[Policy, ...]:
        """The policies of a resource; a bucket's name is unique in the whole world, and its ARN names no account."""
        return tuple(guard.policy for guard in self._covering(arn) if guard.account == account)

    def owner_of(self, arn: str) -> str | None:
        """The account of a guarded resource whose ARN does not say."""
        return next((guard.account for guard in self._covering(arn)), None)

    def _covering(self, arn: str) -> tuple[Guard, ...]:
        if arn not in self._found:
            covers = (guard for guard in self.all if any(fnmatch.fnmatchcase(arn, one) for one in guard.covers))
            self._found[arn] = tuple(covers)
        return self._found[arn]

    def endpoint(self, account: str, service: str) -> Policy | None:
        """The policy of an account's endpoint for a service, as the service's name ends: `s3`, `ecr.api`."""
        return self.endpoints.get((account, service))

    @cached_property
    def endpoints(self) -> Mapping[tuple[str, str], Policy]:
        """Account and service to the policy of the endpoint."""
        return {
            (endpoint.stack.account, _service(self._estate.property_of(endpoint, "ServiceName"))): self._policy(
                endpoint, "PolicyDocument"
            )
            for endpoint in self._estate.of(ENDPOINT)
            if "PolicyDocument" in endpoint.properties
        }

    def _guard(self, resource: Resource) -> Guard | None:
        name, covers = CARRIERS[resource.type]
        if name not in resource.properties:
            return None
        patterns = tuple(covers(self._estate, resource))
        return Guard(policy=self._policy(resource, name), covers=patterns, account=resource.stack.account)

    def _policy(self, resource: Resource, name: str) -> Policy:
        place = f"{resource.place}.{name}"
        return Policy(name=place, document=parsed(self._estate.property_of(resource, name), place))


def _service(name: str) -> str:
    """`com.amazonaws.eu-west-1.ecr.api` is `ecr.api`, `aws.sagemaker.eu-west-1.studio` is `studio`."""
    return re.sub(r"^(?:com\.amazonaws|aws\.sagemaker)\.[^.]+\.", "", name)


def _holds_unknown_policy(resource: Resource) -> bool:
    if resource.type in ELSEWHERE:
        return False
    known = CARRIERS.get(resource.type, ("",))[0]
    return any(_has_statements(value) for name, value in resource.properties.items() if name != known)


def _has_statements(value: Any) -> bool:
    return any(True for _ in _policies_in(value))


def _policies_in(value: Any) -> Iterator[Any]:
    if isinstance(value, str) and '"Statement"' in value:
        value = _json(value)
    if isinstance(value, Mapping):
        if any(isinstance(s, Mapping) and "Effect" in s for s in as_list(value.get("Statement"))):
            yield value
        for item in value.values():
            yield from _policies_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _policies_in(item)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None
