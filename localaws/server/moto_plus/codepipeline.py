"""CodePipeline looks its role up in IAM (the engine's here, not moto's), and knows closed ways into its stages."""

import json
import time
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from moto.codepipeline.exceptions import PipelineNotFoundException
from moto.codepipeline.models import CodePipeline, CodePipelineBackend
from moto.codepipeline.responses import CodePipelineResponse
from moto.iam.exceptions import NotFoundException

from localaws.server.account import Account

_OPEN = {"enabled": True}
_CLOSED = "_closed_ways"


@dataclass(frozen=True)
class _Role:
    assume_role_policy_document: str


class _Iam:
    """The one question that moto's CodePipeline asks."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def get_role_by_arn(self, arn: str) -> _Role:
        """Return the role's trust, each service on a statement of its own, as moto reads it."""
        try:
            role = self._account.client("iam").get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]
        except ClientError as error:
            raise NotFoundException(f"Role {arn} not found") from error
        return _Role(json.dumps({"Statement": _one_service_each(role["AssumeRolePolicyDocument"])}))


def _one_service_each(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for statement in document["Statement"]:
        principal = statement.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        for service in [services] if isinstance(services, str) else services:
            found.append({**statement, "Principal": {"Service": service}})
    return found


def install() -> None:
    """Replace the backend's view of IAM, and add the operations."""
    for method in (disable_stage_transition, enable_stage_transition, get_pipeline_state):
        setattr(CodePipelineResponse, method.__name__, method)
    CodePipelineBackend.iam_backend = property(  # type: ignore[assignment,method-assign]
        lambda self: _Iam(Account(self.account_id, self.region_name))
    )


def _pipeline(response: Any, name: str) -> CodePipeline:
    found: CodePipeline | None = response.codepipeline_backend.pipelines.get(name)
    if found is None:
        raise PipelineNotFoundException(f"Account does not have a pipeline with name '{name}'")
    return found


def _closed(pipeline: CodePipeline) -> dict[str, dict[str, Any]]:
    ways: dict[str, dict[str, Any]] = pipeline.__dict__.setdefault(_CLOSED, {})
    return ways


def disable_stage_transition(self: Any) -> str:
    """Let nothing into a stage."""
    request = json.loads(self.body)
    state = {"enabled": False, "disabledReason": request["reason"], "lastChangedAt": time.time()}
    _closed(_pipeline(self, request["pipelineName"]))[request["stageName"]] = state
    return "{}"


def enable_stage_transition(self: Any) -> str:
    """Let executions into a stage again."""
    request = json.loads(self.body)
    _closed(_pipeline(self, request["pipelineName"])).pop(request["stageName"], None)
    return "{}"


def get_pipeline_state(self: Any) -> str:
    """Return the stages and the ways into them; no action of theirs ever ran."""
    pipeline = _pipeline(self, json.loads(self.body)["name"])
    stages = [
        {
            "stageName": stage["name"],
            "inboundTransitionState": _closed(pipeline).get(stage["name"], _OPEN),
            "actionStates": [{"actionName": action["name"]} for action in stage["actions"]],
        }
        for stage in pipeline.pipeline["stages"]
    ]
    named = {"pipelineName": pipeline.pipeline["name"], "pipelineVersion": pipeline.pipeline["version"]}
    return json.dumps({**named, "stageStates": stages})
