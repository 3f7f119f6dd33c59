"""What the contract does not tell and security asks about: logs of builds and functions, sources of pipelines."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.access.estate import Estate, Resource

Values = dict[str, str | tuple[str, ...]]
ROLES = {
    "FlowLogRole": "flow-log-role",
    "StudioImageRole": "studio-image-role",
    "NoRights": "no-rights-role",
}
"""Roles without a name of their own."""
PREBUILT = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+/([\w./-]+)")


class Surroundings:
    """Reads them from the resources of one account."""

    def __init__(self, estate: Estate, account: str) -> None:
        self._estate = estate
        self._here = tuple(resource for resource in estate.resources if resource.stack.account == account)

    def of_environment(self) -> Values:
        """Every bucket, key and log of the account, and what its functions and its network write."""
        every: Values = {
            "every-bucket": self._arns("AWS::S3::Bucket"),
            "every-key": self._arns("AWS::KMS::Key"),
            "every-role": self._arns("AWS::IAM::Role"),
            "function-roles": tuple(
                self._estate.arn_of(role) for role in self._of("AWS::IAM::Role") if self._runs(role)
            ),
            "nobodys-roles": tuple(
                self._estate.arn_of(role) for role in self._of("AWS::IAM::Role") if self._closed(role)
            ),
            "prebuilt-images": tuple(sorted(set(self._prebuilt()))),
        }
        named = dict(self._singular())
        return {name: value for name, value in {**every, **named}.items() if value}

    def of_project(self, delivery: str, trigger: str) -> Values:
        """Where a pipeline's source comes from, what its builds write, whether it has a role that starts it."""
        roles = [self._estate.attribute(role, "") for role in self._of("AWS::IAM::Role")]
        values: Values = {"triggered": trigger} if trigger in roles else {}
        for build in self._of("AWS::CodeBuild::Project"):
            name = self._estate.attribute(build, "")
            if name.startswith(f"{delivery}-"):
                group = self._estate.property_of(build, "LogsConfig")["CloudWatchLogs"]["GroupName"]
                values[f"{name.removeprefix(f'{delivery}-')}-log"] = _stream(build, group)
        for pipeline in self._of("AWS::CodePipeline::Pipeline"):
            if self._estate.attribute(pipeline, "") == delivery:
                values |= self._sources(pipeline)
        return values

    def _of(self, *types: str) -> list[Resource]:
        return [resource for resource in self._here if resource.type in types]

    def _arns(self, type_: str) -> tuple[str, ...]:
        return tuple(self._estate.arn_of(resource) for resource in self._of(type_))

    def _runs(self, role: Resource) -> bool:
        return "-function_" in self._estate.attribute(role, "")

    def _closed(self, role: Resource) -> bool:
        trust = self._estate.property_of(role, "AssumeRolePolicyDocument")
        return all(statement["Effect"] == "Deny" for statement in trust["Statement"])

    def _singular(self) -> Iterator[tuple[str, str]]:
        for key in self._of("AWS::KMS::Key"):
            if "Catalog" in key.id:
                yield "catalog-key", self._estate.arn_of(key)
        for flow in self._of("AWS::EC2::FlowLog"):
            if group := self._estate.property_of(flow, "LogGroupName"):
                yield "flow-log", _stream(flow, group)
        for function in self._of("AWS::Lambda::Function"):
            group = self._estate.property_of(function, "LoggingConfig")["LogGroup"]
            name = self._estate.property_of(function, "Role").rpartition("-function_")[2]
            yield f"{name}-log", _stream(function, group)
            network: Mapping[str, Any] = self._estate.property_of(function, "VpcConfig")
            yield "function-group", network["SecurityGroupIds"][0]

        for role in self._of("AWS::IAM::Role"):
            for part, name in ROLES.items():
                if part in role.id:
                    yield name, self._estate.arn_of(role)
            for provider in _federated(self._estate.property_of(role, "AssumeRolePolicyDocument")):
                yield "saml-provider", provider

    def _prebuilt(self) -> Iterator[str]:
        for parameter in self._of("AWS::SSM::Parameter"):
            if "/images/" in self._estate.attribute(parameter, ""):
                yield from _repositories(parameter, self._estate.property_of(parameter, "Value"))

    def _sources(self, pipeline: Resource) -> Values:
        values: Values = {}
        for action in self._estate.property_of(pipeline, "Stages")[0]["Actions"]:
            what, where = action["ActionTypeId"]["Provider"], action["Configuration"]
            if what == "CodeCommit":
                values["code-commit"] = where["RepositoryName"]
            elif what == "S3" and where["S3Bucket"].startswith("cdk-"):
                bucket = f"arn:{pipeline.stack.partition}:s3:::{where['S3Bucket']}"
                values |= {"release-bucket": bucket, "release-template": f"{bucket}/{where['S3ObjectKey']}"}
        return values


def prebuilt_of(estate: Estate, model: str) -> tuple[str, ...]:
    """The repositories of the images that a project's jobs and its model run."""
    pipelines = [found for found in estate.of("AWS::SageMaker::Pipeline") if estate.attribute(found, "") == model]
    written = ((found, estate.property_of(found, "PipelineDefinition")) for found in pipelines)
    return tuple(sorted({arn for found, definition in written for arn in _repositories(found, definition)}))


def _repositories(resource: Resource, value: Any) -> Iterator[str]:
    for account, region, repository in PREBUILT.findall(json.dumps(value)):
        yield f"arn:{resource.stack.partition}:ecr:{region}:{account}:repository/{repository}"


def _federated(trust: Mapping[str, Any]) -> Iterator[str]:
    for statement in trust["Statement"]:
        if provider := statement.get("Principal", {}).get("Federated"):
            yield provider


def _stream(resource: Resource, group: str) -> str:
    stack = resource.stack
    return f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{group}:log-stream:a"
