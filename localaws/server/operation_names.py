"""Which operation a request asks for, read off the service's own model."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import botocore.session
from botocore.exceptions import UnknownServiceError

PROTOCOLS = frozenset({"ec2", "json", "query", "rest-json", "rest-xml"})
_session = botocore.session.get_session()


@dataclass(frozen=True)
class Request:
    """What tells operations apart."""

    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    body: bytes


@cache
def model(service: str) -> Any:
    """Return the model of a service by boto3's name for it.

    Raises:
        ValueError: there is none, or its protocol cannot be read here.
    """
    try:
        found = _session.get_service_model(service)
    except UnknownServiceError as error:
        raise ValueError(f"{service!r} is not a service; use boto3's name, such as 'sagemaker'.") from error
    if found.resolved_protocol not in PROTOCOLS:
        raise ValueError(f"Requests to {service} ({found.resolved_protocol}) cannot be told apart here.")
    return found


def asks_for(request: Request, service: str, operation: str) -> bool:
    """Return whether the request asks for the operation; one that shares method and path with another counts for both.

    S3's PutObject, CopyObject and UploadPart are such a group.
    """
    if target := request.headers.get(b"x-amz-target"):
        return target.decode().rsplit(".", 1)[-1] == operation
    if model(service).resolved_protocol in ("ec2", "query"):
        form = request.query if request.method == "GET" else request.body.decode(errors="replace")
        return parse_qs(form).get("Action") == [operation]
    return operation in _by_path(request, service)


def _by_path(request: Request, service: str) -> set[str]:
    """Return the operations whose method, path and query fit best: the more of the query they name, the better."""
    asked = dict(parse_qsl(request.query, keep_blank_values=True))
    scores: dict[str, tuple[int, int]] = {}
    for name, method, path, query in _templates(service):
        if method == request.method and path.fullmatch(request.path) and query.items() <= asked.items():
            scores[name] = (len(query), -path.groups)
    best = max(scores.values(), default=None)
    return {name for name, score in scores.items() if score == best}


@cache
def _templates(service: str) -> tuple[tuple[str, str, re.Pattern[str], dict[str, str]], ...]:
    found = []
    for name in model(service).operation_names:
        http = model(service).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        told = {key: value for key, value in parse_qsl(query, keep_blank_values=True) if key != "x-id"}
        found.append((name, http["method"], _pattern(path), told))
    return tuple(found)


def _pattern(path: str) -> re.Pattern[str]:
    """Turn /{Bucket}/{Key+} into an expression."""
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    within = (
        "(.+)" if part.endswith("+}") else "([^/]+)" if part.startswith("{") else re.escape(part) for part in parts
    )
    return re.compile("".join(within) + "/?")
