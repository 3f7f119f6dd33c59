"""The API half: services that the engine lacks are served by moto, in this process, without a port of its own."""

from typing import Any

from ministack.core.responses import get_account_id, set_request_account_id
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

SERVICES = frozenset(
    {"budgets", "codepipeline", "datasync", "dms", "ec2", "elasticfilesystem", "sagemaker", "servicecatalog"}
)
"""Signing names of the services that moto serves here."""

_application = DomainDispatcherApplication(create_backend_app)

Headers = list[tuple[bytes, bytes]]


def call(scope: dict[str, Any], body: bytes, access_key: str) -> tuple[int, Headers, bytes]:
    """Answer one HTTP request.

    Args:
        scope: the ASGI scope of the request.
        body: its whole body.
        access_key: who signed it; twelve digits are the account, a session's key is looked up in STS.
    """
    set_request_account_id(access_key)
    environment = EnvironBuilder(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"].decode(),
        headers=[(name.decode("latin1"), value.decode("latin1")) for name, value in scope["headers"]],
        data=body,
    ).get_environ()
    environment["HTTP_X_MOTO_ACCOUNT_ID"] = get_account_id()
    response = Response.from_app(_application, environment)
    answer = response.get_data()
    headers = [(k.lower().encode(), v.encode("latin1")) for k, v in response.headers if k.lower() != "content-length"]
    return response.status_code, [*headers, (b"content-length", str(len(answer)).encode())], answer
