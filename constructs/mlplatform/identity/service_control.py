"""Service control policies: the guard-rails once more, where no administrator of an account reaches them.

An organisation's management account attaches them to the accounts of the platform. They come from the override policy,
as boundaries and team policies do; what differs from team to team (keys, subnets, names) no such policy can say, and
stays with those.
"""

import json
from collections.abc import Mapping
from typing import Any

from mlplatform.identity.guard_rails import denies_of, unstated
from mlplatform.identity.override_policy import Mode, Setting, override_policy
from mlplatform.identity.statement import Value

MAX_CHARACTERS = 5120
"""Of one service control policy, without white space between its parts:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"""

Document = dict[str, Any]


def service_control_policies(limits: Mapping[str, Value]) -> Mapping[Mode, Document]:
    """The denies that bind every principal of an account: a policy of what is locked, and one of what is bounded.

    Args:
        limits: What the placeholders stand for that are the same for the whole organisation. A setting with another one
            says only what it denies without it.

    Raises:
        ValueError: A policy would be longer than AWS takes.
    """
    return {"locked": _policy("locked", limits), "bounded": _policy("bounded", limits)}


def _policy(mode: Mode, limits: Mapping[str, Value]) -> Document:
    settings = [setting for setting in getattr(override_policy(), mode).values() if setting.keys]
    statements = [deny for setting in settings for deny in _denies(setting, limits)]
    document = {"Version": "2012-10-17", "Statement": statements}
    if (size := len(compact(document))) > MAX_CHARACTERS:
        raise ValueError(f"The policy of what is {mode} has {size} characters; AWS takes {MAX_CHARACTERS}.")
    return document


def _denies(setting: Setting, limits: Mapping[str, Value]) -> list[dict[str, Any]]:
    known = not setting.must.varies or setting.must.placeholder in limits
    return [*unstated(setting), *(denies_of(setting, limits) if known else [])]


def compact(document: Document) -> str:
    """The text as AWS counts it."""
    return json.dumps(document, separators=(",", ":"))
