"""What a check looks at, and what it says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mlplatform.settings import Environment, Names, Organisation
from tools.preflight.planned import Planned


class Level(StrEnum):
    """How much a finding weighs."""

    FINE = "fine"
    LOOK = "look"
    """The deployment may work; somebody should know."""
    STOP = "STOP"
    """The deployment would fail, or leave people outside."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report; `fix` says how to go on where something is to be done."""

    level: Level
    subject: str
    found: str
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Context:
    """One environment, seen with the caller's credentials.

    Args:
        client: Makes the boto3 client of a service, in the environment's region.
        planned: What its templates need of the account.
    """

    organisation: Organisation
    environment: Environment
    client: Callable[[str], Any]
    account: str
    region: str
    planned: Planned

    @property
    def names(self) -> Names:
        return Names(organisation=self.organisation.name, environment=self.environment.name)


Check = Callable[[Context], Iterable[Finding]]


def fine(subject: str, found: str) -> Finding:
    return Finding(level=Level.FINE, subject=subject, found=found)


def look(subject: str, found: str, fix: str) -> Finding:
    return Finding(level=Level.LOOK, subject=subject, found=found, fix=fix)


def stop(subject: str, found: str, fix: str) -> Finding:
    return Finding(level=Level.STOP, subject=subject, found=found, fix=fix)


def run(checks: Iterable[Check], context: Context) -> Iterator[Finding]:
    """Every check's findings, one by one. What the caller may not ask is said, never taken for fine."""
    for check in checks:
        try:
            yield from check(context)
        except (BotoCoreError, ClientError) as error:
            subject = check.__name__.strip("_").replace("_", " ")
            yield look(subject, f"not checked: {error}", "ask with credentials that may read it, or check it by hand")
