"""What the engine's own APIs drop or lack, added to them."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudwatch_logs, codebuild, s3

Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Put ours before the engine's."""
    _encrypt_log_groups()
    _know_the_managed_key_of_s3()
    _keep_all_of_projects()


def _encrypt_log_groups() -> None:
    """AssociateKmsKey and DisassociateKmsKey."""
    original = cloudwatch_logs.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Answer:
        action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if action in ("AssociateKmsKey", "DisassociateKmsKey"):
            return _set_key(json.loads(body))
        answer: Answer = await original(method, path, headers, body, query_params)
        return answer

    cloudwatch_logs.handle_request = handle_request


def _know_the_managed_key_of_s3() -> None:
    """A write that asks for aws:kms and names no key takes the account's aws/s3 key, which the engine does not have."""
    original = s3._resolve_sse_write_headers

    def resolve(headers: dict[str, str], bucket: str) -> Any:
        if headers.get("x-amz-server-side-encryption") == "aws:kms":
            headers = {"x-amz-server-side-encryption-aws-kms-key-id": "alias/aws/s3", **headers}
        return original(headers, bucket)

    s3._resolve_sse_write_headers = resolve


def _set_key(request: dict[str, str]) -> Answer:
    group = cloudwatch_logs._log_groups.get(request["logGroupName"])
    if group is None:
        refused: Answer = error_response_json(
            "ResourceNotFoundException", "The specified log group does not exist.", 400
        )
        return refused
    group["kmsKeyId"] = request.get("kmsKeyId")
    done: Answer = json_response({})
    return done


def _keep_all_of_projects() -> None:
    """CodeBuild projects lose their network, logs and limits: keep and show every member of the request.

    UpdateProjectVisibility is missing altogether.
    """
    handle = codebuild._handle_request_sync

    def handled(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Answer:
        if headers.get("x-amz-target", "").endswith(".UpdateProjectVisibility"):
            return _set_visibility(json.loads(body))
        answer: Answer = handle(method, path, headers, body, query_params)
        return answer

    codebuild._handle_request_sync = handled
    shape = codebuild._project_shape
    codebuild._create_project = _keeping(codebuild._create_project)
    codebuild._update_project = _keeping(codebuild._update_project)
    codebuild._project_shape = lambda project: {**shape(project), **project.get("_request", {})}


def _keeping(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    def operation(request: dict[str, Any]) -> Answer:
        status, headers, body = original(request)
        if status >= 400:
            return status, headers, body
        project = codebuild._projects[request["name"]]
        project["_request"] = {**project.get("_request", {}), **request}
        answer: Answer = json_response({"project": codebuild._project_shape(project)})
        return answer

    return operation


def _set_visibility(request: dict[str, str]) -> Answer:
    project = codebuild._projects.get(request["projectArn"].rsplit("/", 1)[-1])
    if project is None:
        refused: Answer = error_response_json("ResourceNotFoundException", "Project cannot be found", 400)
        return refused
    kept = {name: value for name, value in request.items() if name != "projectArn"}
    project["_request"] = {**project.get("_request", {}), **kept}
    done: Answer = json_response(request)
    return done
