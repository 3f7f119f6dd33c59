"""The time that a function has left."""

from time import sleep

from aws_lambda_powertools.utilities.typing import LambdaContext

MARGIN = 60.0
"""Seconds that are kept for a round of calls and for the answer; more than the watchdog keeps for itself."""


class Deadline:
    """Waits as long as the function has time, less a margin for the answer."""

    def __init__(self, context: LambdaContext, margin: float = MARGIN) -> None:
        self._context = context
        self._margin = margin

    @property
    def remaining(self) -> float:
        """Seconds that may still be spent."""
        return self._context.get_remaining_time_in_millis() / 1000 - self._margin

    def wait(self, seconds: float) -> bool:
        """Waits and returns True, or returns False at once where the time left is shorter."""
        if self.remaining < seconds:
            return False
        sleep(seconds)
        return True
