"""Secrets written in the open."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .cfn import texts_within

_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[0-9A-Za-z-]{10,}"
    r"|\{\{resolve:(?:secretsmanager|ssm-secure):"
)
_REFERENCE = re.compile(r"\$\{|arn:|/|alias/")


def plain_secrets(variables: Mapping[str, Any]) -> list[str]:
    """Variables that hold a secret: by their name, or by what the value looks like. The value is never shown."""
    return [f"the variable {name} holds a secret" for name, value in variables.items() if _is_secret(str(name), value)]


def _is_secret(name: str, value: Any) -> bool:
    values = list(_literals(value))
    if any(_VALUE.search(one) for one in values):
        return True
    return bool(_NAME.search(name)) and any(one and not _REFERENCE.match(one) for one in values)


def _literals(value: Any) -> Iterator[str]:
    """Strings written in the template; what a Ref, Fn::GetAtt or Fn::ImportValue brings is none."""
    if isinstance(value, dict):
        yield from (one for key in ("Fn::Join", "Fn::Sub") if key in value for one in texts_within({key: value[key]}))
    else:
        yield from texts_within(value)
