"""The body of an answer is valid, complete and within CloudFormation's limit, whatever it has to say."""

import importlib
import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import CloudFormationCustomResourceEvent
from hypothesis import given
from hypothesis import strategies as st

answer_module = importlib.import_module("lambda.custom_resources.answer")
Answer, body, cut = answer_module.Answer, answer_module.body, answer_module.cut

REQUEST = CloudFormationCustomResourceEvent(
    {"StackId": "arn:stack", "RequestId": "request-1", "LogicalResourceId": "L" * 255}
)
ANYTHING = st.builds(  # short texts, repeated until too long; lone surrogates and control characters included
    lambda text, times: text * times,
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.integers(0, 150),
)


def decoded(**answer: Any) -> dict[str, Any]:
    encoded = body(Answer(**{"status": "SUCCESS", "physical_id": "p", **answer}), REQUEST)
    assert len(encoded) <= 4096
    return dict(json.loads(encoded))


@given(reason=ANYTHING, summary=ANYTHING, physical_id=st.text(st.characters(max_codepoint=127), max_size=150))
def test_every_answer_fits_and_keeps_what_cloudformation_needs(reason: str, summary: str, physical_id: str) -> None:
    found = decoded(physical_id=physical_id, reason=reason, data={"Summary": summary, "Removed": "3"})
    assert found["PhysicalResourceId"] == physical_id
    assert (found["StackId"], found["RequestId"], found["LogicalResourceId"]) == ("arn:stack", "request-1", "L" * 255)
    assert found["Data"]["Removed"] == "3"
    for text, original in ((found["Reason"], reason), (found["Data"]["Summary"], summary)):
        assert text == original or text.endswith(answer_module.TRIMMED)


@given(text=ANYTHING, room=st.integers(min_value=40, max_value=5000))
def test_a_cut_text_is_a_beginning_that_fits_its_room(text: str, room: int) -> None:
    found = cut(text, room)
    assert len(json.dumps(found)) - 2 <= room
    assert text.startswith(found.removesuffix(answer_module.TRIMMED))


def test_a_short_answer_is_not_touched() -> None:
    assert decoded(data={"Summary": "all gone"})["Data"] == {"Summary": "all gone"}


def test_trimming_begins_with_the_first_byte_too_many() -> None:
    room = 4096 - len(body(Answer(status="FAILED", physical_id="p"), REQUEST))
    assert decoded(status="FAILED", reason="x" * room)["Reason"] == "x" * room
    assert decoded(status="FAILED", reason="x" * (room + 1))["Reason"].endswith(answer_module.TRIMMED)


def test_trimming_uses_the_room_there_is() -> None:
    encoded = body(Answer(status="FAILED", physical_id="p", reason="x" * 9000), REQUEST)
    assert len(encoded) == 4096


def test_what_cannot_be_trimmed_is_an_error() -> None:
    with pytest.raises(answer_module.AnswerTooLongError, match="4096"):
        body(Answer(status="SUCCESS", physical_id="p", data={f"key-{n}": "v" for n in range(500)}), REQUEST)
