"""AWS::SageMaker::Pipeline, ModelPackageGroup, FeatureGroup, Model, EndpointConfig and Endpoint."""

import json
import uuid
from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties
from localaws.server.resources.documents import picked
from localaws.server.resources.sagemaker_noun import SageMakerNoun


class Pipeline(SageMakerNoun):
    """A pipeline; the definition comes as text or from S3."""

    type_name = "AWS::SageMaker::Pipeline"
    noun = "Pipeline"
    identity = ("PipelineName",)

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """Spell the definition as the API does."""
        found = super().request(properties, renamed)
        if definition := found.pop("PipelineDefinition", None):
            if "PipelineDefinitionBody" in definition:
                found["PipelineDefinition"] = definition["PipelineDefinitionBody"]
            else:
                place = definition["PipelineDefinitionS3Location"]
                found["PipelineDefinitionS3Location"] = picked(place, "Bucket", VersionId="Version", ObjectKey="Key")
        return found

    def _call(self, aws: Account, verb: str, **arguments: Any) -> dict[str, Any]:
        once = {"ClientRequestToken": uuid.uuid4().hex} if verb in ("create", "delete") else {}
        return super()._call(aws, verb, **arguments, **once)


class ModelPackageGroup(SageMakerNoun):
    """A group in the model registry, with its resource policy; it cannot go while it holds packages."""

    type_name = "AWS::SageMaker::ModelPackageGroup"
    noun = "ModelPackageGroup"
    identity = ("ModelPackageGroupName",)

    def create(self, aws: Account, properties: Properties) -> str:
        """Create, then set the policy."""
        rest = {name: value for name, value in properties.items() if name != "ModelPackageGroupPolicy"}
        physical_id = super().create(aws, rest)
        self._set_policy(aws, properties)
        return physical_id

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Set the policy; the rest of the group cannot change in place."""
        self._set_policy(aws, new)
        same = {"ModelPackageGroupPolicy": None}
        super().update(aws, physical_id, {**old, **same}, {**new, **same})

    def _set_policy(self, aws: Account, properties: Properties) -> None:
        named = picked(properties, "ModelPackageGroupName")
        policy = properties.get("ModelPackageGroupPolicy")
        if policy:
            document = policy if isinstance(policy, str) else json.dumps(policy)
            aws.client("sagemaker").put_model_package_group_policy(**named, ResourcePolicy=document)
        else:
            aws.client("sagemaker").delete_model_package_group_policy(**named)


class FeatureGroup(SageMakerNoun):
    """A feature group."""

    type_name = "AWS::SageMaker::FeatureGroup"
    noun = "FeatureGroup"
    identity = ("FeatureGroupName",)


class Model(SageMakerNoun):
    """A model."""

    type_name = "AWS::SageMaker::Model"
    noun = "Model"
    name_property = "ModelName"
    identity = ("ModelName",)

    def name_of(self, physical_id: str) -> str:
        """The last part of the ARN."""
        return physical_id.rsplit("/", 1)[-1]

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """The name is an attribute too."""
        own = {name: properties[name] for name in self.identity}
        return super().attributes(aws, physical_id, properties) | own


class EndpointConfig(Model):
    """What an endpoint runs."""

    type_name = "AWS::SageMaker::EndpointConfig"
    noun = "EndpointConfig"
    name_property = "EndpointConfigName"
    identity = ("EndpointConfigName",)


class Endpoint(Model):
    """An endpoint; an update points it to another configuration."""

    type_name = "AWS::SageMaker::Endpoint"
    noun = "Endpoint"
    name_property = "EndpointName"
    identity = ("EndpointName",)

    def request(self, properties: Properties, renamed: dict[str, str]) -> dict[str, Any]:
        """Creation takes no deployment safety settings here."""
        taken = ("EndpointName", "EndpointConfigName", "DeploymentConfig", "Tags")
        return picked(super().request(properties, renamed), *taken)
