"""CloudFormation's short tags: `!Ref Key` is `{"Ref": "Key"}`, `!GetAtt K.Arn` is `{"Fn::GetAtt": ["K", "Arn"]}`."""

from typing import Any

from mlplatform.compliance.rules.soundness import FUNCTIONS

from .error import NotATemplateError

_PLAIN = ("Ref", "Condition")


def tagged(tag: str | None, value: Any, line: int) -> Any:
    """The value under its tag, in the long form; `NotATemplateError` for a tag that CloudFormation does not have."""
    if tag is None:
        return value
    name = tag.removeprefix("!")
    if name in _PLAIN:
        return {name: value}
    if f"Fn::{name}" not in FUNCTIONS:
        raise NotATemplateError(f"line {line} has the tag {tag}, which CloudFormation does not know")
    if name == "GetAtt" and isinstance(value, str):
        resource, _, attribute = value.partition(".")
        return {"Fn::GetAtt": [resource, attribute]}
    return {f"Fn::{name}": value}
