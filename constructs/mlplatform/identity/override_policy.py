"""The override policy: what a request for a job, a model or a space may say. override_policy.yaml is its text.

A reviewer reads the YAML; this module reads it strictly, so that a misspelt key is an error and never a guard-rail that
does not exist. `guard_rails` makes the denies of it, `service_control` policies for a whole organisation, the contract
shows it to the SDK.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

Mode = Literal["locked", "bounded"]
Request = str
"""A request of the SageMaker API, as IAM and boto3 call it: `CreateTrainingJob`."""


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Must(_Strict):
    """What a member has to be. Exactly one of these.

    Attributes:
        be: A value; `absent` for none at all.
        not_be: The one value that is forbidden.
        be_among: All that a list may hold, or what stands for that.
        be_key: The ARN of the one KMS key.
        be_like: A pattern of ARNs or names.
        be_at_most: The largest number, or what stands for it.
    """

    be: bool | str | None = None
    not_be: str | None = Field(default=None, alias="not-be")
    be_among: str | None = Field(default=None, alias="be-among")
    be_key: str | None = Field(default=None, alias="be-key")
    be_like: str | None = Field(default=None, alias="be-like")
    be_at_most: str | None = Field(default=None, alias="be-at-most")

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Must":
        if len(self.said) != 1:
            raise ValueError(f"`must` says one thing, not {sorted(self.said)}.")
        return self

    @property
    def said(self) -> Mapping[str, bool | str]:
        """The one thing, by its key."""
        return self.model_dump(by_alias=True, exclude_none=True)

    @property
    def varies(self) -> bool:
        """Whether it differs from team to team."""
        return self.placeholder is not None

    @property
    def placeholder(self) -> str | None:
        """What stands for a value that differs."""
        [value] = self.said.values()
        return value[1:-1] if isinstance(value, str) and value.startswith("<") else None


class Setting(_Strict):
    """One thing that requests may say, and who may say it. The YAML file explains the keys."""

    requests: Mapping[Request, Texts] = Field(alias="in")
    must: Must
    message: str
    keys: Texts = ()
    unseen: Texts = ()
    held_by: str | None = None
    stated: str | None = None
    denied: Texts = ()
    unless: Texts = ()

    @model_validator(mode="after")
    def _is_held(self) -> "Setting":
        if self.keys and len(self.denied) != len(self.keys):
            raise ValueError("`denied` names one Sid for each of `keys`.")
        if not self.keys and (self.stated or self.denied or self.unseen):
            raise ValueError("Without `keys` IAM sees nothing: `stated`, `denied` and `unseen` say nothing, either.")
        if bool(self.held_by) != bool(self.unseen or not self.keys):
            raise ValueError("`held_by` says what stands behind where IAM does not see the member, and only there.")
        if unknown := set(self.unseen) - set(self.requests):
            raise ValueError(f"`unseen` names requests that `in` does not: {sorted(unknown)}.")
        return self

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions whose requests show the member."""
        return tuple(sorted(f"sagemaker:{request}" for request in self.requests if request not in self.unseen))


class OverridePolicy(_Strict):
    """The whole policy."""

    locked: Mapping[str, Setting]
    bounded: Mapping[str, Setting]
    free: Mapping[Request, Texts]

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Locked and bounded, by name."""
        return {**self.locked, **self.bounded}

    @property
    def seen(self) -> Sequence[Setting]:
        """Those that IAM enforces."""
        return [setting for setting in self.settings.values() if setting.keys]

    def published(self) -> Mapping[str, Mapping[str, Any]]:
        """What the contract shows: the settings of each mode, and of each request who decides on its members."""
        modes: Mapping[str, Mapping[str, Setting]] = {"locked": self.locked, "bounded": self.bounded}
        settings = {
            mode: {"settings": {name: {"must": one.must.said, "message": one.message} for name, one in of.items()}}
            for mode, of in modes.items()
        }
        return {**settings, **{_kebab(request): self._decisions(request) for request in self.free}}

    def _decisions(self, request: Request) -> Mapping[str, Any]:
        members = {name: list(one.requests[request]) for name, one in self.settings.items() if request in one.requests}
        return {"request": request, "members": members, "free": list(self.free[request])}


def _kebab(request: Request) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", request).lower()


@cache
def override_policy() -> OverridePolicy:
    """The policy of this release."""
    text = files("mlplatform.identity").joinpath("override_policy.yaml").read_text(encoding="utf-8")
    return OverridePolicy.model_validate(YAML(typ="safe", pure=True).load(text))
