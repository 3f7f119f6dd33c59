"""What runs and what is stored in a Studio domain for some of its users."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from .aws import error_code

NOT_FOUND = {"ResourceNotFound"}
BUSY = {"ResourceInUse", "ConflictException"}
GONE = {"Deleted", "Failed"}
"""An app that failed holds no instance; a deleted one is listed for another day."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """A space that a user owns."""

    name: str
    owner: str
    sharing: str


@dataclass(frozen=True, kw_only=True)
class App:
    """An app that has not ended. `request` is what DeleteApp takes."""

    label: str
    status: str
    request: dict[str, str]


class Studio:
    """One domain, as the SageMaker API shows it. What is not there is no error: a clean-up is repeated at will."""

    def __init__(self, sagemaker: Any, domain: str) -> None:
        self._api = sagemaker
        self._domain = domain

    def spaces_of(self, owners: Collection[str]) -> list[Space]:
        """The spaces that these users own. ListSpaces has no filter for owners, so the whole domain is read."""
        pages = self._api.get_paginator("list_spaces").paginate(DomainIdEquals=self._domain, MaxResults=100)
        spaces = [_space(details) for page in pages for details in page["Spaces"]]
        return [space for space in spaces if space.owner in owners]

    def apps_in(self, place: dict[str, str]) -> list[App]:
        """The apps of a profile or of a space: {"UserProfileName": …} or {"SpaceName": …}."""
        name, value = next(iter(place.items()))
        filters = {"DomainIdEquals": self._domain, f"{name}Equals": value}
        pages = self._api.get_paginator("list_apps").paginate(**filters, MaxResults=100)
        return [_app(self._domain, app) for page in pages for app in page["Apps"] if app["Status"] not in GONE]

    def home_of(self, profile: str) -> str | None:
        """The user's directory in the domain's file system, or None where the profile is gone."""
        found = self._describe(self._api.describe_user_profile, UserProfileName=profile)
        return None if found is None else f"/{found.get('HomeEfsFileSystemUid', '')}"

    def status_of(self, space: str) -> str | None:
        """The status of a space, or None where it is gone."""
        found = self._describe(self._api.describe_space, SpaceName=space)
        return None if found is None else str(found["Status"])

    def delete_app(self, app: App) -> None:
        """Asks for the end of an app; it takes minutes."""
        _ask(self._api.delete_app, **app.request)

    def delete_space(self, space: str) -> None:
        """Asks for the end of a space and of its EBS volume."""
        _ask(self._api.delete_space, DomainId=self._domain, SpaceName=space)

    def _describe(self, call: Any, **name: str) -> dict[str, Any] | None:
        try:
            return dict(call(DomainId=self._domain, **name))
        except ClientError as error:
            if error_code(error) in NOT_FOUND:
                return None
            raise


def _ask(call: Any, **request: str) -> None:
    """Makes a request whose effect is looked up later. Gone is fine; busy is asked again in the next round."""
    try:
        call(**request)
    except ClientError as error:
        if error_code(error) not in NOT_FOUND | BUSY:
            raise


def _space(details: dict[str, Any]) -> Space:
    return Space(
        name=details["SpaceName"],
        owner=details.get("OwnershipSettingsSummary", {}).get("OwnerUserProfileName", ""),
        sharing=details.get("SpaceSharingSettingsSummary", {}).get("SharingType", "Shared"),
    )


def _app(domain: str, details: dict[str, Any]) -> App:
    place = {key: details[key] for key in ("SpaceName", "UserProfileName") if details.get(key)}
    if "SpaceName" in place:
        place = {"SpaceName": place["SpaceName"]}  # DeleteApp takes one of the two
    name = {"AppType": details["AppType"], "AppName": details["AppName"]}
    return App(
        label=f"{details['AppType']} app {details['AppName']}",
        status=details["Status"],
        request={"DomainId": domain, **place, **name},
    )
