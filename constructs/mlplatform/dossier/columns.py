"""Kinds of roles: the columns of the matrix, and what each role is in the platform's words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mlplatform.access import Role
from mlplatform.access.actors import MACHINES, PERSONAS
from mlplatform.access.scenes import Scope
from mlplatform.dossier.assembly import Assembly, Place

ADMIN = "platform-admin"
HASH = re.compile(r"[0-9A-F]{8}$")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A kind of role.

    Args:
        name: As the page shows it: `data-scientist`, `project-build`, `function-clean-up`.
        who: As a case of the matrix names it; `<team>` where each team has one.
        scope: What there is one of for each such role.
    """

    name: str
    who: str
    scope: Scope


class Naming:
    """What the names of an environment's roles say."""

    def __init__(self, assembly: Assembly, place: Place) -> None:
        self._prefix = place.prefix
        self._teams = sorted(teams_of(assembly, place), key=len, reverse=True)

    def column(self, role: Role) -> Column | None:
        """The column of a role; None for one that CloudFormation names, or somebody else's."""
        name = role.name.removeprefix(self._prefix)
        if not self._prefix or name == role.name:
            return None
        kind, _, rest = name.partition("_")
        if name == ADMIN:
            return Column(name=ADMIN, who=ADMIN, scope="team")
        if kind in ("function", "service") and rest:
            return self._of_a_service(kind, rest)
        if kind == "project" and rest:
            machine = rest.rpartition("-")[2]
            return Column(name=f"project-{machine}", who=f"project-{machine}", scope="project")
        return self._of_a_team(name)

    def kind(self, role: Role) -> str:
        """persona, machine, function, service, project or other."""
        column = self.column(role)
        if column is None:
            return "other"
        first = column.name.partition("-")[0]
        if first in ("function", "service", "project"):
            return first
        return "machine" if column.name in MACHINES else "persona"

    def label(self, role: Role) -> str:
        """What a role is called beside others: its kind, or its logical id without team and hash."""
        column = self.column(role)
        if column:
            return column.name
        bare = HASH.sub("", role.place.rpartition("/")[2])
        return next((bare.removeprefix(_pascal(t)) for t in self._teams if bare.startswith(_pascal(t))), bare)

    def _of_a_service(self, kind: str, rest: str) -> Column:
        team = next((team for team in self._teams if rest.endswith(f"-{team}")), "")
        bare = rest.removesuffix(f"-{team}") if team else rest
        return Column(name=f"{kind}-{bare}", who=f"{kind}-{bare}{'-<team>' if team else ''}", scope="team")

    def _of_a_team(self, name: str) -> Column | None:
        for team in self._teams:
            persona = name.removeprefix(f"{team}-")
            if persona != name and persona in (*PERSONAS, *MACHINES):
                return Column(name=persona, who=persona, scope="team")
        return None


def _pascal(team: str) -> str:
    return "".join(part.capitalize() for part in team.split("-"))


def columns(naming: Naming, roles: Iterable[Role]) -> tuple[Column, ...]:
    """Every kind that there is, people first."""
    found = {column.name: column for role in roles if (column := naming.column(role))}
    order = (*PERSONAS, ADMIN, *MACHINES)
    ranked = {name: index for index, name in enumerate(order)}
    return tuple(sorted(found.values(), key=lambda column: (ranked.get(column.name, len(order)), column.name)))


def teams_of(assembly: Assembly, place: Place) -> list[str]:
    """The teams of an environment, as its contract has them."""
    prefix = f"/aplatform/v1/{place.name}/teams/"
    here = {id(stack) for stack in place.stacks}
    names = [
        assembly.estate.attribute(parameter, "")
        for parameter in assembly.estate.of("AWS::SSM::Parameter")
        if id(parameter.stack) in here
    ]
    return sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix))
