"""Frees the network of what removed domains left in it, round by round, until nothing is left or the time is up."""

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from .deadline import Deadline
from .file_systems import FileSystems, Home
from .log import logger
from .nfs_groups import NfsGroups, OpenRulesError

POLL = 10.0
"""Seconds between two rounds."""
AGAIN = "Delete or deploy again: the clean-up goes on where it stopped, and what is gone stays gone."


class UnfinishedError(RuntimeError):
    """Something of a removed domain is still in the network when the function must answer."""


class HomesCleanUp:
    """What has to go from the network for every domain that is gone.

    A round looks at what is there and asks for what can go now. So it does not matter who began, how often the request
    is delivered, or at which point the last attempt stopped.
    """

    def __init__(self, file_systems: FileSystems, groups: NfsGroups, deadline: Deadline) -> None:
        self._file_systems, self._groups = file_systems, groups
        self._deadline = deadline
        self._done: list[str] = []

    def run(self) -> str:
        """Frees the network and returns what was done, in words."""
        try:
            homes = self._file_systems.orphans()
            self._free(homes)
        except (ClientError, OpenRulesError) as error:
            raise UnfinishedError(f"{error} {self._so_far()} {AGAIN}") from error
        kept = [f"Kept with its data: file system {home}." for home in homes]
        return " ".join([self._so_far(), *kept])

    def _free(self, homes: list[Home]) -> None:
        while True:
            left = {home: things for home in homes if (things := self._advance(home))}
            if not left:
                return
            if not self._deadline.wait(POLL):
                raise UnfinishedError(f"{_still_there(left)} {self._so_far()} {AGAIN}")
            homes = list(left)

    def _advance(self, home: Home) -> list[str]:
        """Asks for what can go now of one domain's things. Returns what is still there."""
        targets = self._file_systems.release(home)
        for target in targets:
            self._did(f"mount target {target} of {home}")
        if targets:
            return targets
        groups = self._groups.of(home.domain)
        if users := self._groups.users_of(groups):
            return [f"{user} in a security group of {home}" for user in users]
        held = self._groups.remove(groups)
        for group in groups:
            if group not in held:
                self._did(f"security group {group} of {home}")
        return [f"{group}, which another security group or interface names" for group in held]

    def _did(self, deed: str) -> None:
        if deed not in self._done:
            self._done.append(deed)
            logger.info("Deleted", extra={"deed": deed})

    def _so_far(self) -> str:
        return f"Deleted: {', '.join(self._done)}." if self._done else "Nothing was deleted."


def _still_there(left: dict[Home, list[str]]) -> str:
    things = [thing for found in left.values() for thing in found]
    return f"Still there when the time was up: {', '.join(things)}."
