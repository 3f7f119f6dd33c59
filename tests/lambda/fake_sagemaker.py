"""SageMaker's apps and spaces, which moto does not have, behind a real boto3 client.

The client is botocore's own: it checks every request against SageMaker's service model (a wrong name or type fails
the test), pages with the real paginators and raises the real ClientError. Only the network is replaced: botocore asks
the handlers of `before-call` for an answer first. Answers are checked against the model too.

Time: what is asked to go stays `Deleting` for some polls; `tick` is one poll.
"""

import datetime
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.validate import ParamValidator

NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


class ApiError(Exception):
    """An error that SageMaker answers with."""

    def __init__(self, code: str, message: str = "no") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Thing:
    """An app or a space. `polls` is how long it takes to go."""

    details: dict[str, Any]
    polls: int = 1

    @property
    def status(self) -> str:
        return str(self.details["Status"])


@dataclass
class FakeSageMaker:
    """One domain. `errors` maps an operation to errors that its next calls answer with."""

    domain: str = "d-abcdefghijkl"
    page: int = 100
    apps: list[Thing] = field(default_factory=list)
    spaces: list[Thing] = field(default_factory=list)
    homes: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[ApiError]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = boto3.client("sagemaker", region_name="eu-central-1")
        self.client.meta.events.register("before-call.sagemaker", self._answer)

    def app(
        self, place: str, *, space: bool = False, status: str = "InService", polls: int = 1, name: str = "default"
    ) -> None:
        where = {"SpaceName": place} if space else {"UserProfileName": place}
        details = {"DomainId": self.domain, **where, "AppType": "JupyterLab", "AppName": name, "Status": status}
        self.apps.append(Thing({**details, "CreationTime": NOW}, polls))

    def space(
        self, name: str, owner: str, *, sharing: str = "Private", status: str = "InService", polls: int = 1
    ) -> None:
        details = {"DomainId": self.domain, "SpaceName": name, "Status": status, "CreationTime": NOW}
        owned = {"OwnershipSettingsSummary": {"OwnerUserProfileName": owner}} if owner else {}
        shared = {"SpaceSharingSettingsSummary": {"SharingType": sharing}} if sharing else {}
        self.spaces.append(Thing({**details, **owned, **shared}, polls))

    def tick(self) -> None:
        """One poll passes."""
        for thing in [*self.apps, *self.spaces]:
            thing.polls -= thing.status == "Deleting"
        for app in self.apps:
            if app.status == "Deleting" and app.polls <= 0:
                app.details["Status"] = "Deleted"  # and stays in the list, as in SageMaker
        self.spaces = [space for space in self.spaces if space.status != "Deleting" or space.polls > 0]

    def called(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.calls if name == operation]

    def _answer(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        request = json.loads(params["body"])
        self.calls.append((model.name, request))
        try:
            if self.errors.get(model.name):
                raise self.errors[model.name].pop(0)
            answer = getattr(self, f"_{model.name}")(request)
        except ApiError as error:
            return SimpleNamespace(status_code=400), {"Error": {"Code": error.code, "Message": str(error)}}
        if model.output_shape is not None:
            report = ParamValidator().validate(answer, model.output_shape)
            assert not report.has_errors(), report.generate_report()
        return SimpleNamespace(status_code=200), {**answer, "ResponseMetadata": {}}

    def _paged(self, things: list[Thing], key: str, request: dict[str, Any]) -> dict[str, Any]:
        start = int(request.get("NextToken", "0"))
        end = start + min(self.page, request.get("MaxResults", 10))
        more = {"NextToken": str(end)} if end < len(things) else {}
        return {key: [dict(thing.details) for thing in things[start:end]], **more}

    def _ListApps(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802  # SageMaker's names, here and below
        if {"UserProfileNameEquals", "SpaceNameEquals"} <= request.keys():
            raise ApiError("ValidationException", "one of the two")
        filters = {key.removesuffix("Equals"): value for key, value in request.items() if key.endswith("Equals")}
        return self._paged([app for app in self.apps if filters.items() <= app.details.items()], "Apps", request)

    def _ListSpaces(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        spaces = self.spaces if request["DomainIdEquals"] == self.domain else []
        return self._paged(spaces, "Spaces", request)

    def _DescribeSpace(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"SpaceName": request["SpaceName"], "Status": self._find_space(request).status}

    def _DescribeUserProfile(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        home = self.homes.get(request["UserProfileName"])
        if home is None:
            raise ApiError("ResourceNotFound")
        return {"UserProfileName": request["UserProfileName"], "HomeEfsFileSystemUid": home}

    def _DeleteApp(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if {"UserProfileName", "SpaceName"} <= request.keys():
            raise ApiError("ValidationException", "one of the two")
        for app in self.apps:
            if request.items() <= app.details.items() and app.status == "InService":
                app.details["Status"] = "Deleting"
                return {}
        raise ApiError("ResourceNotFound")

    def _DeleteSpace(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        space = self._find_space(request)
        inside = [app for app in self.apps if app.details.get("SpaceName") == request["SpaceName"]]
        if any(app.status not in ("Deleted", "Failed") for app in inside):
            raise ApiError("ResourceInUse")
        space.details["Status"] = "Deleting"
        return {}

    def _find_space(self, request: dict[str, Any]) -> Thing:
        for space in self.spaces:
            if space.details["SpaceName"] == request["SpaceName"] and request["DomainId"] == self.domain:
                return space
        raise ApiError("ResourceNotFound")
