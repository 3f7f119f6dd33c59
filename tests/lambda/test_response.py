"""CloudFormation gets one answer to every request."""

import io
import json
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.loaders import Loader

Asset = Callable[[str], ModuleType]
Request = Callable[..., dict[str, Any]]


@pytest.fixture
def run(asset: Asset, context: Any) -> Callable[..., None]:
    """Runs a function as a custom resource."""

    def run(resource: Callable[..., Any], event: dict[str, Any]) -> None:
        asset("response").custom_resource(resource)(event, context)

    return run


@pytest.fixture
def outcome(asset: Asset) -> Any:
    return asset("response").Outcome


def test_a_result_is_answered(run: Any, outcome: Any, answers: Any, request_of: Request) -> None:
    run(lambda *_: outcome(physical_id="thing-1", data={"A": "b"}), request_of("Create", {}))
    assert answers.answer == {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": "thing-1",
        "StackId": request_of("Create", {})["StackId"],
        "RequestId": "11111111-0000-0000-0000-000000000000",
        "LogicalResourceId": "CleanUp",
        "Data": {"A": "b"},
    }


def test_the_signature_covers_an_empty_content_type(run: Any, outcome: Any, answers: Any, request_of: Request) -> None:
    run(lambda *_: outcome(physical_id="x"), request_of("Create", {}))
    assert answers.headers[0]["Content-Type"] == ""


def boom(*_: Any) -> Any:
    raise RuntimeError("the moon is in the wrong phase")


def test_an_exception_fails_with_its_type_and_message_and_the_log(run: Any, answers: Any, request_of: Request) -> None:
    run(boom, request_of("Update", {}, PhysicalResourceId="thing-1"))
    assert answers.answer["Status"] == "FAILED"
    assert answers.answer["PhysicalResourceId"] == "thing-1"
    assert answers.answer["Reason"].startswith("RuntimeError: the moon is in the wrong phase Log: /aws/lambda/acme")


def test_a_failed_creation_is_not_deleted(run: Any, answers: Any, request_of: Request) -> None:
    run(boom, request_of("Create", {}))
    physical_id = answers.answer["PhysicalResourceId"]
    answers.bodies.clear()
    run(boom, request_of("Delete", {}, PhysicalResourceId=physical_id))  # would fail if it were called
    assert (answers.answer["Status"], answers.answer["PhysicalResourceId"]) == ("SUCCESS", physical_id)


def test_a_long_reason_keeps_the_log(run: Any, answers: Any, request_of: Request) -> None:
    def long(*_: Any) -> Any:
        raise RuntimeError("ü" * 9000)

    run(long, request_of("Create", {}))
    assert len(answers.bodies[0]) <= 4096
    assert "trimmed" in answers.answer["Reason"]
    assert answers.answer["Reason"].endswith("[$LATEST]0123")


def test_data_that_cannot_fit_fails(run: Any, outcome: Any, answers: Any, request_of: Request) -> None:
    run(lambda *_: outcome(physical_id="x", data={f"k{n}": "v" for n in range(900)}), request_of("Create", {}))
    assert answers.answer["Status"] == "FAILED"
    assert "AnswerTooLongError" in answers.answer["Reason"]


def test_an_unwell_bucket_is_tried_again(run: Any, outcome: Any, answers: Any, request_of: Request) -> None:
    answers.replies = [503, 500, 429]
    run(lambda *_: outcome(physical_id="x"), request_of("Create", {}))
    assert answers.answer["Status"] == "SUCCESS"


@pytest.mark.parametrize(("replies", "left"), [([500] * 4, 0), ([403, 200], 1)], ids=["never well", "refused"])
def test_an_undeliverable_answer_fails_the_invocation(
    run: Any, outcome: Any, answers: Any, request_of: Request, replies: list[int], left: int
) -> None:
    answers.replies = replies
    with pytest.raises(HTTPError):
        run(lambda *_: outcome(physical_id="x"), request_of("Create", {}))
    assert answers.bodies == []
    assert len(answers.replies) == left


def test_a_hanging_call_is_answered_by_the_watchdog_and_only_once(
    run: Any, outcome: Any, answers: Any, request_of: Request, context: Any
) -> None:
    context.seconds = 0.2
    pause = threading.Event()

    def hanging(*_: Any) -> Any:
        for _attempt in range(500):
            if answers.bodies:
                break
            pause.wait(0.01)
        return outcome(physical_id="too-late")

    run(hanging, request_of("Delete", {}, PhysicalResourceId="thing-1"))
    assert answers.answer["Status"] == "FAILED"
    assert "time ran out" in answers.answer["Reason"]
    assert answers.answer["PhysicalResourceId"] == "thing-1"


def test_the_watchdog_goes_with_the_request(run: Any, outcome: Any, answers: Any, request_of: Request) -> None:
    run(lambda *_: outcome(physical_id="x"), request_of("Create", {}))
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert all(timer.finished.is_set() for timer in timers)


@pytest.mark.parametrize("kind", ["Read", "create", ""])
def test_a_request_of_another_kind_is_refused(run: Any, answers: Any, request_of: Request, kind: str) -> None:
    called = []
    run(lambda *_: called.append("the resource"), request_of(kind, {}, PhysicalResourceId="thing-1"))
    assert called == []
    assert (answers.answer["Status"], answers.answer["PhysicalResourceId"]) == ("FAILED", "thing-1")
    assert f"RequestType must be Create, Update, Delete; got {kind!r}" in answers.answer["Reason"]


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "https://", "http://10.0.0.1/", ""),
        *("https://example.com/x", "https://127.0.0.1/x", "https://amazonaws.com.example.com/x"),
        *(
            "https://s3.amazonaws.com@example.com/x",
            "https://example.com/.s3.amazonaws.com",
            "https://notamazonaws.com/",
        ),
        *("https://example.com\\.s3.amazonaws.com/x", "http://s3.amazonaws.com/x"),
    ],
)
def test_an_answer_never_goes_elsewhere(run: Any, outcome: Any, request_of: Request, url: str) -> None:
    with pytest.raises(ValueError, match="ResponseURL must be https to a host of AWS"):
        run(lambda *_: outcome(physical_id="x"), {**request_of("Create", {}), "ResponseURL": url})


@pytest.mark.parametrize(
    "host",
    [
        "cloudformation-custom-resource-response-useast1.s3.amazonaws.com",
        "cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com",
        "cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn",
        "cloudformation-custom-resource-response-euscdeeast1.s3.eusc-de-east-1.amazonaws.eu",
        "CloudFormation-Custom-Resource-Response-EUWest1.s3.amazonaws.com",
    ],
)
def test_an_answer_goes_to_any_region(asset: Asset, host: str) -> None:
    assert asset("delivery").check(f"https://{host}/x?X-Amz-Signature=secret")


def test_every_partition_is_aws(asset: Asset) -> None:
    partitions = Loader().load_data("partitions")["partitions"]
    assert {partition["outputs"]["dnsSuffix"] for partition in partitions} == set(asset("delivery").AWS)


def test_plain_http_is_for_a_local_aws_only(asset: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    check = asset("delivery").check
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with pytest.raises(ValueError, match="ResponseURL"):
        check("http://localhost:4566/x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert check("http://localhost:4566/x")
    assert check("http://[::1]:4566/x")


def test_the_log_is_structured_and_never_has_the_url(
    run: Any, outcome: Any, answers: Any, request_of: Request, asset: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(asset("log").logger.registered_handler, "stream", written)
    run(boom, request_of("Create", {"VpcId": "vpc-1"}))
    run(lambda *_: outcome(physical_id="x"), request_of("Delete", {}, PhysicalResourceId="x"))
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert "secret" not in written.getvalue()
    assert {line["request_type"] for line in lines} == {"Create", "Delete"}
    assert lines[0]["properties"]["now"]["VpcId"] == "vpc-1"
    assert any("RuntimeError" in line.get("exception", "") for line in lines)
