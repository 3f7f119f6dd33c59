"""Says in words what a clean-up did, per user."""

from collections import defaultdict

from .log import logger

LONGEST_SUMMARY = 2800
"""Characters of the summary: well within the answer's 4 096 bytes."""


class CleanUpReport:
    """Collects what is done, in the order of the users' names, and logs it as it happens."""

    def __init__(self) -> None:
        self._done: dict[str, list[str]] = defaultdict(list)
        self._kept: dict[str, str] = {}

    def did(self, profile: str, deed: str) -> None:
        """Notes what was done for a user; the same deed counts once, however often it has to be asked for."""
        if deed not in self._done[profile]:
            self._done[profile].append(deed)
            logger.info("Clean-up", extra={"profile": profile, "deed": deed})

    def keeps(self, profile: str, home: str | None) -> None:
        """Notes what stays of a user."""
        kept = f"Kept: home directory {home} in the domain's file system."
        self._kept[profile] = kept if home else "The profile was gone already."

    def summary(self) -> str:
        """One line a user, as many as fit, and the number of the others."""
        lines = [self._line(profile) for profile in sorted(self._kept)]
        shown: list[str] = []
        while lines and len("\n".join([*shown, lines[0]])) <= LONGEST_SUMMARY:
            shown.append(lines.pop(0))
        if lines:
            shown.append(f"And {len(lines)} more users: the function's log tells what was done for each.")
        return "\n".join(shown) or "No profile was removed, nothing to do."

    def _line(self, profile: str) -> str:
        return f"{profile}: {'; '.join(self._done[profile]) or 'nothing was running'}. {self._kept[profile]}"
