"""What every test of the custom resources needs: events, a Lambda context, and somebody who takes the answers.

The answers go by real HTTP to a server on loopback. Time does not pass by itself: `sleep` moves the clock of the
context, and lets the faked services move on.
"""

import importlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

ANNA, BJORN = "anna-lindqvist", "bjorn-berg"
LOGICAL_ID = "CleanUp"
STACK_ID = (
    "arn:aws:cloudformation:eu-central-1:111122223333:stack/acme-main-users-00/6f9b9d30-0000-0000-0000-000000000000"
)


def module(name: str) -> ModuleType:
    """A module of the asset, under the path that the repository gives it."""
    return importlib.import_module(f"lambda.custom_resources.{name}")


class Answers(ThreadingHTTPServer):
    """Takes the answers in place of CloudFormation's bucket. `replies` are the HTTP statuses to give first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.replies: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/answer?X-Amz-Signature=secret"

    @property
    def answer(self) -> dict[str, Any]:
        """The one answer; there must be exactly one."""
        assert len(self.bodies) == 1, self.bodies
        return dict(json.loads(self.bodies[0]))


class _Taker(BaseHTTPRequestHandler):
    server: Answers

    def do_PUT(self) -> None:  # the name that http.server wants
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.replies.pop(0) if self.server.replies else 200
        if status == 200:
            self.server.bodies.append(body)
            self.server.headers.append(dict(self.headers))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Context:
    """A Lambda context whose time is moved by the test."""

    function_name = "acme-main-profile-clean-up"
    aws_request_id = "00000000-0000-0000-0000-000000000001"
    log_group_name = "/aws/lambda/acme-main-profile-clean-up"
    log_stream_name = "2026/11/21/[$LATEST]0123"

    def __init__(self, seconds: float = 900.0) -> None:
        self.seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@pytest.fixture(autouse=True)
def local_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region and dummy keys, so that a forgotten fake cannot reach an account."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """A server for the answers, as a local AWS has one."""
    with Answers() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setattr(module("delivery"), "sleep", lambda _: None)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def context() -> Context:
    return Context()


@pytest.fixture
def request_of(answers: Answers) -> Callable[..., dict[str, Any]]:
    """Builds a request as CloudFormation sends it."""

    def build(kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "RequestType": kind,
            "ServiceToken": "arn:aws:lambda:eu-central-1:111122223333:function:clean-up",
            "ResponseURL": answers.url,
            "StackId": STACK_ID,
            "RequestId": "11111111-0000-0000-0000-000000000000",
            "LogicalResourceId": LOGICAL_ID,
            "ResourceType": "Custom::ProfileCleanUp",
            "ResourceProperties": {"ServiceToken": "arn", **properties},
            **more,
        }

    return build


@pytest.fixture
def ec2(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> Iterator[Any]:
    """EC2 under its public name: `answers` sets AWS_ENDPOINT_URL, which moto would not take for AWS."""
    with mock_aws():
        client = boto3.client("ec2", endpoint_url="https://ec2.eu-central-1.amazonaws.com")
        monkeypatch.setattr(module("default_security_group"), "client", lambda _: client)
        monkeypatch.setattr(module("default_security_group"), "sleep", lambda _: None)
        yield client


@pytest.fixture
def vpc(ec2: Any) -> str:
    return str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch, context: Context) -> Any:
    """A domain with two users, whose time passes while the function sleeps."""
    domain = importlib.import_module("tests.lambda.fake_sagemaker").FakeSageMaker(
        homes={ANNA: "200005", BJORN: "200006"}
    )

    def sleep(seconds: float) -> None:
        context.seconds -= seconds
        domain.tick()

    monkeypatch.setattr(module("profile_clean_up"), "client", lambda _: domain.client)
    monkeypatch.setattr(module("deadline"), "sleep", sleep)
    return domain


@pytest.fixture
def place(context: Context, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A VPC whose time passes while the function sleeps; see `fake_homes`."""
    with mock_aws():
        found = importlib.import_module("tests.lambda.fake_homes").Place()

        def sleep(seconds: float) -> None:
            context.seconds -= seconds
            found.efs.tick()

        monkeypatch.setattr(module("domain_clean_up"), "client", found.client)
        monkeypatch.setattr(module("deadline"), "sleep", sleep)
        yield found


@pytest.fixture
def ask(
    context: Context, answers: Answers, place: Any, request_of: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """Sends a request to the clean-up of domains, and returns its answer."""
    own_key = importlib.import_module("tests.lambda.fake_homes").KEY

    def ask(kind: str = "Delete", name: str = "acme-main-shared", key: str = own_key) -> dict[str, Any]:
        answers.bodies.clear()
        context.seconds = 900.0
        properties = {"VpcId": place.vpc, "KeyArn": key, "DomainName": name}
        event = request_of(kind, properties, **({} if kind == "Create" else {"PhysicalResourceId": "x"}))
        module("domain_clean_up").handler(event, context)
        return dict(answers.answer)

    return ask


@pytest.fixture
def asset() -> Callable[[str], ModuleType]:
    """Imports a module of the asset: `asset("response")`."""
    return module
