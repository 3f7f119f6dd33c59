"""What a value means stays the same, whichever way it is written."""

from typing import Any

import pytest

from mlplatform.lock.references import References

BODIES: dict[str, Any] = {
    "Keys": {
        "Outputs": {
            "Plain": {"Value": "no export"},
            "Arn": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}, "Export": {"Name": "Keys:Arn"}},
            "Id": {"Value": {"Ref": "Key"}, "Export": {"Name": "Keys:Id"}},
        }
    },
    "Studio": {},
}
ARN = {"Fn::GetAtt": ["Keys/Key", "Arn"]}


@pytest.mark.parametrize(
    ("value", "stack", "followed"),
    [
        ({"Fn::ImportValue": "Keys:Arn"}, "Studio", ARN),
        ({"Fn::GetAtt": ["Key", "Arn"]}, "Keys", ARN),
        ({"Fn::GetAtt": "Key.Arn"}, "Keys", ARN),
        ({"Fn::ImportValue": "Keys:Id"}, "Studio", {"Ref": "Keys/Key"}),
        ({"Fn::ImportValue": "elsewhere"}, "Studio", {"Fn::ImportValue": "elsewhere"}),
        ({"Ref": "AWS::Region"}, "Studio", {"Ref": "AWS::Region"}),
        ({"Ref": "Key", "More": 1}, "Studio", {"Ref": "Key", "More": 1}),
        ({"Fn::Join": ["", ["a", {"Ref": "X"}]]}, "Studio", {"Fn::Join": ["", ["a", {"Ref": "Studio/X"}]]}),
        ({"Fn::GetAtt": ["Old", "Arn"]}, "New", {"Fn::GetAtt": ["Keys/Old", "Arn"]}),
        (7, "Studio", 7),
    ],
)
def test_a_reference_names_its_target(value: Any, stack: str, followed: Any) -> None:
    assert References(BODIES, renamed={"New/Old": "Keys/Old"}).followed(value, stack) == followed
