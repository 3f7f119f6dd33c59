"""Users who leave: their apps end, their private spaces go, nothing else does; against `fake_sagemaker`."""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

fake = importlib.import_module("tests.lambda.fake_sagemaker")

Asset = Callable[[str], ModuleType]
Request = Callable[..., dict[str, Any]]
DOMAIN = "d-abcdefghijkl"
ANNA, BJORN = "anna-lindqvist", "bjorn-berg"


@pytest.fixture
def handle(asset: Asset, context: Any, answers: Any, studio: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def handle(event: dict[str, Any]) -> dict[str, Any]:
        answers.bodies.clear()
        asset("profile_clean_up").handler(event, context)
        return dict(answers.answer)

    return handle


@pytest.fixture
def leave(request_of: Request) -> Callable[..., dict[str, Any]]:
    """An Update in which some users are no longer listed."""

    def leave(*users: str, keep: tuple[str, ...] = ()) -> dict[str, Any]:
        before = {"DomainId": DOMAIN, "Profiles": [*users, *keep]}
        now = {"DomainId": DOMAIN, "Profiles": list(keep)}
        return request_of("Update", now, OldResourceProperties=before, PhysicalResourceId="profile-clean-up-1")

    return leave


def test_create_touches_nothing(studio: Any, handle: Any, request_of: Request) -> None:
    studio.app(ANNA)
    answer = handle(request_of("Create", {"DomainId": DOMAIN, "Profiles": [ANNA]}))
    assert answer["Status"] == "SUCCESS"
    assert answer["Data"] == {"Summary": "No profile was removed, nothing to do.", "Removed": "0"}
    assert studio.calls == []


def test_who_leaves_is_cleaned_up_and_who_stays_is_not(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA, polls=2)
    studio.space("berg-lab", BJORN)
    studio.app("forecasting", space=True, polls=3)
    studio.app(ANNA, name="old-gateway")
    studio.app("berg-lab", space=True)
    studio.app(BJORN)
    answer = handle(leave(ANNA, keep=(BJORN,)))
    assert answer["Data"] == {
        "Summary": "anna-lindqvist: stopped JupyterLab app old-gateway; stopped JupyterLab app default in space "
        "forecasting; deleted space forecasting with its EBS volume. Kept: home directory /200005 in the domain's "
        "file system.",
        "Removed": "1",
    }
    assert [space.details["SpaceName"] for space in studio.spaces] == ["berg-lab"]
    assert [app.status for app in studio.apps] == ["Deleted", "Deleted", "InService", "InService"]


def test_a_space_goes_after_its_apps(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA)
    studio.app("forecasting", space=True, polls=4)
    assert handle(leave(ANNA))["Status"] == "SUCCESS"
    names = [name for name, _ in studio.calls]
    assert names.index("DeleteApp") < names.index("DeleteSpace")
    assert len(studio.called("DeleteApp")) == 1  # asked once, then watched
    assert len(studio.called("DeleteSpace")) == 1


def test_delete_cleans_up_for_all(studio: Any, handle: Any, request_of: Request) -> None:
    for user in (ANNA, BJORN):
        studio.space(f"{user}-lab", user)
        studio.app(f"{user}-lab", space=True)
    event = request_of(
        "Delete", {"DomainId": DOMAIN, "Profiles": [ANNA, BJORN]}, PhysicalResourceId="profile-clean-up-1"
    )
    answer = handle(event)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "profile-clean-up-1")
    assert answer["Data"]["Removed"] == "2"
    assert studio.spaces == []


def test_a_second_delivery_finds_nothing_left(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA)
    studio.app("forecasting", space=True)
    first, second = handle(leave(ANNA)), handle(leave(ANNA))
    assert second["Status"] == "SUCCESS"
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]
    assert "nothing was running" in second["Data"]["Summary"]


def test_a_profile_that_is_gone_is_fine(studio: Any, handle: Any, leave: Any) -> None:
    answer = handle(leave("carla-who-left"))
    assert answer["Data"]["Summary"] == "carla-who-left: nothing was running. The profile was gone already."


def test_an_update_without_leavers_asks_nothing(studio: Any, handle: Any, leave: Any) -> None:
    assert handle(leave(keep=(ANNA,)))["Data"]["Removed"] == "0"
    assert handle(leave())["Status"] == "SUCCESS"
    assert studio.calls == []


def test_apps_that_ended_are_left_alone(studio: Any, handle: Any, leave: Any) -> None:
    studio.app(ANNA, status="Failed")
    studio.app(ANNA, status="Deleted", name="yesterday")
    assert "nothing was running" in handle(leave(ANNA))["Data"]["Summary"]
    assert studio.called("DeleteApp") == []


def test_an_app_on_its_way_out_is_only_watched(studio: Any, handle: Any, leave: Any) -> None:
    studio.app(ANNA, status="Deleting", polls=3)
    assert "stopped JupyterLab" in handle(leave(ANNA))["Data"]["Summary"]
    assert studio.called("DeleteApp") == []


@pytest.mark.parametrize("sharing", ["Shared", ""], ids=["shared", "from before sharing types"])
def test_a_shared_space_stops_everything_before_anything_is_touched(
    studio: Any, handle: Any, leave: Any, sharing: str
) -> None:
    studio.space("team-notebooks", ANNA, sharing=sharing)
    studio.app(ANNA)
    answer = handle(leave(ANNA))
    assert answer["Status"] == "FAILED"
    for part in ("team-notebooks (of anna-lindqvist)", "Nothing was touched", "service profile", "deploy again"):
        assert part in answer["Reason"]
    assert {name for name, _ in studio.calls} == {"ListSpaces"}


def test_a_space_without_an_owner_is_nobodys(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("legacy", "", sharing="")
    assert handle(leave(ANNA))["Status"] == "SUCCESS"
    assert len(studio.spaces) == 1


def test_every_page_is_read(studio: Any, handle: Any, leave: Any) -> None:
    studio.page = 2
    for number in range(5):
        studio.space(f"lab-{number}", ANNA)
        studio.app(ANNA, name=f"app-{number}")
    assert handle(leave(ANNA))["Status"] == "SUCCESS"
    assert studio.spaces == []
    assert {app.status for app in studio.apps} == {"Deleted"}


def test_conflicts_are_waited_out(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA)
    studio.app("forecasting", space=True)
    studio.errors = {
        "DeleteApp": [fake.ApiError("ResourceInUse"), fake.ApiError("ConflictException")],
        "DeleteSpace": [fake.ApiError("ResourceInUse")],
    }
    assert handle(leave(ANNA))["Status"] == "SUCCESS"
    assert len(studio.called("DeleteApp")) == 3
    assert studio.spaces == []


def test_what_vanishes_meanwhile_is_fine(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA, polls=0)
    studio.app(ANNA, polls=0)
    studio.errors = {
        "DeleteApp": [fake.ApiError("ResourceNotFound")],
        "DeleteSpace": [fake.ApiError("ResourceNotFound")],
    }
    assert handle(leave(ANNA))["Status"] == "SUCCESS"


def test_a_space_that_failed_to_go_is_asked_again(studio: Any, handle: Any, leave: Any) -> None:
    studio.space("forecasting", ANNA, status="Delete_Failed")
    assert "deleted space forecasting" in handle(leave(ANNA))["Data"]["Summary"]
    assert studio.spaces == []


@pytest.mark.parametrize("operation", ["ListApps", "ListSpaces", "DescribeUserProfile", "DescribeSpace", "DeleteApp"])
def test_a_refusal_fails_and_says_what_was_refused(studio: Any, handle: Any, leave: Any, operation: str) -> None:
    studio.space("forecasting", ANNA)
    studio.app(ANNA)
    studio.errors = {operation: [fake.ApiError("AccessDeniedException", "not authorized")]}
    answer = handle(leave(ANNA))
    assert answer["Status"] == "FAILED"
    assert f"AccessDeniedException) when calling the {operation} operation" in answer["Reason"]


def test_time_that_runs_out_names_what_is_left_and_the_next_attempt_continues(
    studio: Any, handle: Any, leave: Any, context: Any
) -> None:
    studio.space("forecasting", ANNA)
    studio.app("forecasting", space=True, polls=100)
    studio.app(BJORN)
    answer = handle(leave(ANNA, BJORN))
    assert answer["Status"] == "FAILED"
    assert "JupyterLab app default (Deleting) in space forecasting of anna-lindqvist." in answer["Reason"]
    assert "Deploying again continues" in answer["Reason"]
    assert BJORN not in answer["Reason"]  # done, so not left
    assert context.seconds >= 60  # time for the answer itself

    context.seconds = 900
    answer = handle(leave(ANNA, BJORN))
    assert answer["Status"] == "SUCCESS"
    assert studio.spaces == []


def test_another_domain_is_a_replacement(studio: Any, handle: Any, request_of: Request) -> None:
    studio.app(ANNA)
    old = {"DomainId": DOMAIN, "Profiles": [ANNA]}
    first = handle(request_of("Create", old))["PhysicalResourceId"]
    moved = {"DomainId": "d-zzzzzzzzzzzz", "Profiles": []}
    answer = handle(request_of("Update", moved, OldResourceProperties=old, PhysicalResourceId=first))
    assert (answer["Status"], answer["Data"]["Removed"]) == ("SUCCESS", "0")
    assert answer["PhysicalResourceId"] != first
    handle(request_of("Delete", old, PhysicalResourceId=first))  # what CloudFormation sends next
    assert [app.status for app in studio.apps] == ["Deleted"]


@pytest.mark.parametrize(
    ("properties", "wrong"),
    [
        ({}, "DomainId must be a text"),
        ({"DomainId": DOMAIN}, "Profiles must be a list of names, \\[\\] where there are none; got nothing"),
        ({"DomainId": DOMAIN, "Profiles": ANNA}, "Profiles must be a list"),
        ({"DomainId": DOMAIN, "Profiles": [""]}, "Profiles must be a list"),
    ],
)
def test_a_malformed_request_says_what_is_wrong(
    studio: Any, handle: Any, request_of: Request, properties: dict[str, Any], wrong: str
) -> None:
    answer = handle(request_of("Create", properties))
    assert answer["Status"] == "FAILED"
    assert wrong.replace("\\", "") in answer["Reason"]
    assert studio.calls == []


def test_an_unknown_request_removes_nobody(studio: Any, handle: Any, request_of: Request) -> None:
    """Taken for an Update, it would end what runs for everybody who is not listed."""
    before = {"DomainId": DOMAIN, "Profiles": [ANNA]}
    now = {"DomainId": DOMAIN, "Profiles": []}
    answer = handle(request_of("Replace", now, OldResourceProperties=before, PhysicalResourceId="x"))
    assert answer["Status"] == "FAILED"
    assert "RequestType must be Create, Update, Delete; got 'Replace'" in answer["Reason"]
    assert studio.calls == []


def test_rolling_back_from_a_malformed_request_works(studio: Any, handle: Any, request_of: Request) -> None:
    now = {"DomainId": DOMAIN, "Profiles": [ANNA]}
    answer = handle(request_of("Update", now, OldResourceProperties={"DomainId": DOMAIN}, PhysicalResourceId="x"))
    assert (answer["Status"], answer["Data"]["Removed"]) == ("SUCCESS", "0")


def test_a_whole_shard_is_summarised_within_the_limit(
    studio: Any, handle: Any, request_of: Request, answers: Any
) -> None:
    users = [f"data-scientist-with-a-long-name-{number:03}" for number in range(190)]
    for user in users:
        studio.homes[user] = "200000"
        studio.space(f"{user[-3:]}-lab", user)
        studio.app(f"{user[-3:]}-lab", space=True)
    answer = handle(request_of("Delete", {"DomainId": DOMAIN, "Profiles": users}, PhysicalResourceId="x"))
    assert len(answers.bodies[0]) <= 4096
    lines = answer["Data"]["Summary"].splitlines()
    assert lines[-1] == f"And {190 - len(lines) + 1} more users: the function's log tells what was done for each."
    assert "trimmed" not in answers.bodies[0].decode()
    assert studio.spaces == []
