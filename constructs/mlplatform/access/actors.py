"""Who asks: personas, machines, services of AWS, people from outside, and roles that are none of the platform's."""

import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlplatform.access.policies import Role, Roles
from mlplatform.access.scenes import Scene

PERSONAS = ("data-scientist", "lead", "data-engineer", "ml-engineer", "mlops-approver", "auditor")
MACHINES = ("prepare", "train", "evaluate", "pipeline", "serve")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "every persona": PERSONAS,
    "every machine": MACHINES,
    "everybody in a team": (*PERSONAS, *MACHINES),
}
"""What stands for several in `who`."""

STRANGERS = "999999999999"
"""An account that is none of the organisation's."""


class UnknownActorError(LookupError):
    """A case names somebody whom nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: a role of the platform, somebody else's role, a service of AWS."""

    principal: str
    account: str
    role: Role | None = None
    service: bool = False
    federated: bool = False

    @property
    def somebodys_role(self) -> bool:
        return self.role is None and not self.service and not self.federated


class Cast:
    """Finds the actors of a scene by the words of a case; none where the scene has none of them."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    def of(self, scene: Scene, who: str) -> Iterator[tuple[str, Actor]]:
        """The actors, each with the name by which it was found."""
        for each in GROUPS.get(who, (who,)):
            kind, _, rest = each.partition(" ")
            find = {"aws": self._services, "role": self._placed, "federated": self._federated, "person": self._people}
            found = find[kind](scene, rest) if rest and kind in find else self._named(scene, each)
            yield from ((each, actor) for actor in found)

    def _services(self, scene: Scene, name: str) -> Iterator[Actor]:
        for filled in scene.fill(name):
            yield Actor(principal=f"{filled}.amazonaws.com", account="", service=True)

    def _federated(self, scene: Scene, provider: str) -> Iterator[Actor]:
        for filled in scene.fill(provider):
            yield Actor(principal=filled, account=scene.account, federated=True)

    def _people(self, scene: Scene, name: str) -> Iterator[Actor]:
        """Somebody whose role is not the platform's: one that Identity Center makes, one of the bootstrap."""
        for filled in scene.fill(name):
            yield Actor(principal=scene.arn("iam", f"role/{filled}", region=False), account=scene.account)

    def _placed(self, scene: Scene, pattern: str) -> Iterator[Actor]:
        """Roles without a name of their own, by where they stand in their stack."""
        for role in self._roles:
            if role.account == scene.account and fnmatch.fnmatchcase(role.place.partition("/")[2], pattern):
                yield _actor(role)

    def _named(self, scene: Scene, who: str) -> Iterator[Actor]:
        account = self._somebodys_account(scene, who)
        if account is not None:
            yield Actor(principal=f"arn:{scene.partition}:iam::{account}:role/Administrator", account=account)
            return
        for name in self._role_names(scene, who):
            yield from map(_actor, self._matching(scene.arn("iam", f"role/{name}", region=False)))

    def _somebodys_account(self, scene: Scene, who: str) -> str | None:
        """The account of a role that is none of the platform's."""
        [hub] = scene.every("hub-account")
        return {"administrator": scene.account, "stranger": STRANGERS, "the hub": hub}.get(who)

    def _matching(self, pattern: str) -> list[Role]:
        if "*" not in pattern:
            return [self._roles[pattern]] if pattern in self._roles else []
        return [role for role in self._roles if fnmatch.fnmatchcase(role.arn, pattern)]

    def _role_names(self, scene: Scene, who: str) -> Iterator[str]:
        prefix = scene.values["prefix"]
        kind, _, name = who.partition("-")
        if who == "platform-admin":
            yield f"{prefix}-{who}"
        elif kind in ("function", "service"):
            yield from (f"{prefix}-{kind}_{filled}" for filled in scene.fill(name))
        elif kind == "project":
            yield from (f"{prefix}-project_{project}-{name}" for project in scene.every_or_none("project"))
        elif who in (*PERSONAS, *MACHINES):
            yield from (f"{prefix}-{team}-{who}" for team in scene.every_or_none("team"))
        else:
            known = ", ".join((*GROUPS, *PERSONAS, *MACHINES))
            raise UnknownActorError(f"Nobody is called {who!r}; there are {known}, and more in docs/security.md.")


def _actor(role: Role) -> Actor:
    return Actor(principal=role.arn, account=role.account, role=role)
