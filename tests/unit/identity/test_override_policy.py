"""The override policy: complete over the requests that boto3 knows, strict, and true to the authorization reference."""

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from pydantic import ValidationError

from mlplatform.identity.override_policy import OverridePolicy, Setting, override_policy
from tests.unit.identity.reference import condition_keys, written

POLICY = override_policy()
COMPLETE = tuple(POLICY.free)
MODEL: Any = boto3.client("sagemaker", region_name="eu-west-1").meta.service_model
SETTINGS = POLICY.settings.items()


def paths_of(request: str) -> dict[str, str]:
    """Each member of a request that some setting names, with the setting."""
    of_settings = {path: name for name, setting in SETTINGS for path in setting.requests.get(request, ())}
    return of_settings | dict.fromkeys(POLICY.free.get(request, ()), "free")


def _members(shape: Any) -> Mapping[str, Any]:
    return shape.members if shape.type_name == "structure" else {}


def _at(shape: Any, step: str) -> Any:
    """The member of a shape; `[]` goes into the elements of a list."""
    name = step.removesuffix("[]")
    member = _members(shape)[name]
    return member.member if step.endswith("[]") else member


def undecided(request: str, decided: Mapping[str, str]) -> Iterator[str]:
    """Members that nobody has decided on; of a structure that is decided in part, its members."""
    yield from _undecided(MODEL.operation_model(request).input_shape, "", decided)


def _undecided(shape: Any, above: str, decided: Mapping[str, str]) -> Iterator[str]:
    for name, member in _members(shape).items():
        path = f"{above}{name}"
        inside = f"{path}[]" if member.type_name == "list" else path
        if path in decided or inside in decided:
            continue
        if any(other.startswith(f"{inside}.") for other in decided):
            yield from _undecided(member.member if member.type_name == "list" else member, f"{inside}.", decided)
        else:
            yield inside


@pytest.mark.parametrize("request_name", COMPLETE)
def test_every_member_of_a_request_is_locked_bounded_or_free(request_name: str) -> None:
    """A member that AWS adds is nobody's until somebody decides: the next boto3 fails here, and says which."""
    assert list(undecided(request_name, paths_of(request_name))) == []


@pytest.mark.parametrize("forgotten", ["VpcConfig.Subnets", "RetryStrategy", "ResourceConfig.VolumeSizeInGB"])
def test_a_member_that_nobody_decided_on_is_seen(forgotten: str) -> None:
    decided = {path: who for path, who in paths_of("CreateTrainingJob").items() if path != forgotten}
    assert [path.removesuffix("[]") for path in undecided("CreateTrainingJob", decided)] == [forgotten]


@pytest.mark.parametrize("request_name", COMPLETE)
def test_what_is_free_holds_nothing_that_is_not(request_name: str) -> None:
    free = POLICY.free[request_name]
    bound = [path for path, who in paths_of(request_name).items() if who != "free"]
    assert [(one, other) for one in free for other in bound if other == one or other.startswith(f"{one}.")] == []


@pytest.mark.parametrize(("name", "setting"), SETTINGS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_setting_names_members_that_exist(name: str, setting: Setting) -> None:
    for request, paths in setting.requests.items():
        for path in paths:
            shape = MODEL.operation_model(request).input_shape
            for step in path.split("."):
                # A space has such a member for each kind of app.
                shape = _members(shape)["JupyterLabAppSettings"] if step == "*" else _at(shape, step)


@pytest.mark.parametrize(("name", "setting"), SETTINGS, ids=lambda value: value if isinstance(value, str) else "")
def test_iam_sees_a_setting_where_the_policy_says_so_and_nowhere_else(name: str, setting: Setting) -> None:
    for request in setting.requests:
        carried = {key for key in setting.keys if written(key) in condition_keys(f"sagemaker:{request}")}
        assert carried == (set() if request in setting.unseen else set(setting.keys))


def test_no_two_denies_share_a_sid() -> None:
    sids = [sid for setting in POLICY.seen for sid in (setting.stated, *setting.denied) if sid]
    assert len(sids) == len(set(sids)) > 20


def test_what_iam_does_not_see_says_what_stands_behind() -> None:
    held = {name: setting.held_by for name, setting in SETTINGS if setting.held_by}
    assert {"machines", "volumes", "definitions"} <= set(held)
    assert all(len(str(text)) > 30 for text in held.values())


SEEN = {"in": {"CreateModel": "VpcConfig"}, "keys": ["a:B"], "denied": ["No"], "must": {"be": True}, "message": "m"}
WRONG = {
    "a key that nobody knows": ({**SEEN, "stat": "x"}, "stat"),
    "two things at once": ({**SEEN, "must": {"be": True, "not-be": "x"}}, "one thing"),
    "nothing at all": ({**SEEN, "must": {}}, "one thing"),
    "a key without its deny": ({**SEEN, "keys": ["a:B", "a:C"]}, "one Sid for each"),
    "a deny without a key": ({**SEEN, "keys": []}, "IAM sees nothing"),
    "nothing that stands behind": ({**SEEN, "keys": [], "denied": []}, "held_by"),
    "something behind what IAM sees": ({**SEEN, "held_by": "this"}, "held_by"),
    "an unseen request that it is not about": ({**SEEN, "unseen": ["CreateApp"], "held_by": "this"}, "CreateApp"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_setting_that_says_something_else_is_refused(wrong: str) -> None:
    setting, said = WRONG[wrong]
    with pytest.raises(ValidationError, match=said):
        OverridePolicy.model_validate({"locked": {"a": setting}, "bounded": {}, "free": {}})


def test_the_same_setting_in_order_is_taken() -> None:
    assert OverridePolicy.model_validate({"locked": {"a": SEEN}, "bounded": {}, "free": {}}).seen
