"""AddTags, ListTags and DeleteTags for the nouns; every other ARN stays with moto."""

import json
from collections.abc import Callable
from typing import Any

from moto.sagemaker.responses import SageMakerResponse

from localaws.server.moto_plus.sagemaker_store import studio

Method = Callable[[Any], str]


def install() -> None:
    """Put ours before moto's."""
    for name, ours in (("add_tags", _add), ("list_tags", _list), ("delete_tags", _delete)):
        setattr(SageMakerResponse, name, _before(getattr(SageMakerResponse, name), ours))


def _before(original: Method, ours: Callable[[dict[str, Any], list[dict[str, str]]], dict[str, Any]]) -> Method:
    def method(self: Any) -> str:
        request = json.loads(self.body)
        held = studio(self.current_account, self.region)
        if request["ResourceArn"] not in held.tags:
            return original(self)
        with held.lock:
            return json.dumps(ours(request, held.tags[request["ResourceArn"]]))

    return method


def _add(request: dict[str, Any], tags: list[dict[str, str]]) -> dict[str, Any]:
    keys = {tag["Key"] for tag in request["Tags"]}
    tags[:] = [tag for tag in tags if tag["Key"] not in keys] + request["Tags"]
    return {"Tags": tags}


def _list(_request: dict[str, Any], tags: list[dict[str, str]]) -> dict[str, Any]:
    return {"Tags": tags}


def _delete(request: dict[str, Any], tags: list[dict[str, str]]) -> dict[str, Any]:
    tags[:] = [tag for tag in tags if tag["Key"] not in request["TagKeys"]]
    return {}
