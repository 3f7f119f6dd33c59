"""Single operations on nouns that moto holds: model package groups, endpoints."""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.sagemaker.responses import SageMakerResponse

_policies: dict[tuple[str, str, str], str] = {}


def install() -> None:
    """Add the operations that are missing."""
    for method in (
        delete_model_package_group,
        put_model_package_group_policy,
        get_model_package_group_policy,
        delete_model_package_group_policy,
        update_endpoint,
    ):
        setattr(SageMakerResponse, method.__name__, method)


def _request(response: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.body)
    return found


def _group(response: Any) -> tuple[str, str, str]:
    name = _request(response)["ModelPackageGroupName"]
    response.sagemaker_backend.describe_model_package_group(name)  # raises if there is none
    return response.current_account, response.region, name


def delete_model_package_group(self: Any) -> str:
    """Delete a group that holds no package."""
    key = _group(self)
    backend = self.sagemaker_backend
    packages = [one for one in backend.model_packages.values() if one.model_package_group_name == key[2]]
    if packages:
        raise JsonRESTError("ConflictException", f"Model package group {key[2]} holds {len(packages)} model packages.")
    del backend.model_package_groups[key[2]]
    _policies.pop(key, None)
    return "{}"


def put_model_package_group_policy(self: Any) -> str:
    """Set the resource policy."""
    key = _group(self)
    _policies[key] = _request(self)["ResourcePolicy"]
    return json.dumps({"ModelPackageGroupArn": self.sagemaker_backend.model_package_groups[key[2]].arn})


def get_model_package_group_policy(self: Any) -> str:
    """Return the resource policy."""
    key = _group(self)
    if key not in _policies:
        raise JsonRESTError("ResourceNotFound", f"Cannot find resource policy for: {key[2]}")
    return json.dumps({"ResourcePolicy": _policies[key]})


def delete_model_package_group_policy(self: Any) -> str:
    """Remove the resource policy."""
    _policies.pop(_group(self), None)
    return "{}"


def update_endpoint(self: Any) -> str:
    """Point an endpoint to another configuration."""
    request = _request(self)
    self.sagemaker_backend.describe_endpoint(request["EndpointName"])  # raises if there is none
    self.sagemaker_backend.describe_endpoint_config(request["EndpointConfigName"])  # raises if there is none
    found = self.sagemaker_backend.endpoints[request["EndpointName"]]
    found.endpoint_config_name = request["EndpointConfigName"]
    return json.dumps({"EndpointArn": found.arn})
