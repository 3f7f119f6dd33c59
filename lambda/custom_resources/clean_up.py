"""Ends the apps and private spaces of users, round by round, until nothing is left or the time is up."""

from collections.abc import Sequence
from dataclasses import dataclass

from .clean_up_report import CleanUpReport
from .deadline import Deadline
from .studio import Space, Studio

POLL = 10.0
"""Seconds between two rounds."""
SHOWN = 20
"""How many of the things that are left a message names."""


class SharedSpaceError(RuntimeError):
    """A user who is to be removed owns a space that others work in."""


class OutOfTimeError(RuntimeError):
    """Apps or spaces are still on their way out when the function must answer."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where apps run: a user's profile, or a space that the user owns."""

    profile: str
    space: str = ""

    @property
    def api(self) -> dict[str, str]:
        """The place, as the SageMaker API names it."""
        return {"SpaceName": self.space} if self.space else {"UserProfileName": self.profile}

    def __str__(self) -> str:
        return f"space {self.space}" if self.space else f"profile {self.profile}"


class CleanUp:
    """What has to end for some users of a domain.

    A round looks at what is there and asks for what can end now. So it does not matter who began, how often the
    request is delivered, or at which point the last attempt stopped.
    """

    def __init__(self, studio: Studio, deadline: Deadline, profiles: Sequence[str]) -> None:
        self._studio = studio
        self._deadline = deadline
        self._profiles = profiles
        self._report = CleanUpReport()

    def run(self) -> str:
        """Ends everything and returns what was done, in words."""
        spaces = self._studio.spaces_of(self._profiles) if self._profiles else []
        _refuse_shared(spaces)
        for profile in self._profiles:
            self._report.keeps(profile, self._studio.home_of(profile))
        places = [Place(profile=profile) for profile in self._profiles]
        places += [Place(profile=space.owner, space=space.name) for space in spaces]
        self._empty(places)
        return self._report.summary()

    def _empty(self, places: list[Place]) -> None:
        while True:
            left = {place: things for place in places if (things := self._advance(place))}
            if not left:
                return
            if not self._deadline.wait(POLL):
                raise OutOfTimeError(_still_there(left))
            places = list(left)

    def _advance(self, place: Place) -> list[str]:
        """Asks for what can end now in a place. Returns what is still there."""
        return self._stop_apps(place) or self._delete_space(place)

    def _stop_apps(self, place: Place) -> list[str]:
        apps = self._studio.apps_in(place.api)
        for app in apps:
            self._report.did(
                place.profile, f"stopped {app.label} in {place}" if place.space else f"stopped {app.label}"
            )
            if app.status != "Deleting":
                self._studio.delete_app(app)
        return [f"{app.label} ({app.status}) in {place}" for app in apps]

    def _delete_space(self, place: Place) -> list[str]:
        status = self._studio.status_of(place.space) if place.space else None
        if status is None:
            return []
        self._report.did(place.profile, f"deleted {place} with its EBS volume")
        if status != "Deleting":
            self._studio.delete_space(place.space)
        return [f"{place} ({status})"]


def _refuse_shared(spaces: list[Space]) -> None:
    shared = [f"{space.name} (of {space.owner})" for space in spaces if space.sharing != "Private"]
    if shared:
        raise SharedSpaceError(
            f"Users to be removed own shared spaces, which others work in: {_some(shared)}. Nothing was touched. "
            f"A space cannot change its owner: have its members copy what they need into a space of the team's "
            f"service profile, delete the space, and deploy again. Or keep the users in the file until then."
        )


def _still_there(left: dict[Place, list[str]]) -> str:
    things = [f"{thing} of {place.profile}" for place, found in left.items() for thing in found]
    return f"Still on their way out: {_some(things)}. Deploying again continues; what is gone stays gone."


def _some(things: list[str]) -> str:
    more = f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
    return ", ".join(things[:SHOWN]) + more
