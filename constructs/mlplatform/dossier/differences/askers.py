"""Who asks for what: roles as they were and as they are, services, accounts outside; the requests that they make."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from mlplatform.access import Policy, Question, Role
from mlplatform.access.suppositions import SUPPOSED
from mlplatform.dossier.differences.atoms import Atom
from mlplatform.dossier.differences.sides import Side


@dataclass(frozen=True)
class Asker:
    """Who asks: a role as it was and as it is, a service, somebody of another account."""

    name: str
    principal: str
    account: str
    environment: str
    before: Role | None = field(default=None, compare=False)
    after: Role | None = field(default=None, compare=False)
    outside: bool = False

    def policies(self, *, now: bool) -> tuple[tuple[Policy, ...], Policy | None]:
        role = self.after if now else self.before
        if role is None:
            return ((SUPPOSED,) if self.outside and self.principal.startswith("arn:") else ()), None
        return role.identity, role.boundary


@dataclass(frozen=True)
class Request:
    """One request, and what is said of it where its verdict differs."""

    action: str
    resource: str
    context: tuple[tuple[str, str], ...]
    label: str = field(compare=False)
    about: str = field(compare=False)
    place: str = field(compare=False)

    def question(self, asker: Asker, side: Side, *, now: bool) -> Question:
        parts = self.resource.split(":")
        account = (parts[4] if len(parts) > 4 else "") or side.owner_of(self.resource) or asker.account
        identity, boundary = asker.policies(now=now)
        return Question(
            principal=asker.principal,
            action=self.action,
            resource=self.resource,
            account=account,
            context={**dict(self.context), **_facts(asker, account)},
            identity=identity,
            boundary=boundary,
            guard=side.guard_on(self.resource, account),
        )


def _facts(asker: Asker, account: str) -> dict[str, str]:
    facts = {"aws:ResourceAccount": account}
    if not asker.principal.startswith("arn:"):
        return {**facts, "aws:PrincipalIsAWSService": "true"}
    return {**facts, "aws:PrincipalArn": asker.principal, "aws:PrincipalAccount": asker.account}


def concerned(atom: Atom, role: Role) -> bool:
    """Whether an atom of a resource policy may speak of a role."""
    if "NotPrincipal" in atom.rest:
        return True
    principal = atom.rest.get("Principal", {})
    written = principal.get("AWS", ()) if isinstance(principal, dict) else principal
    named = written if isinstance(written, list) else [written] if written else []
    of_account = (role.account, f":iam::{role.account}:root")
    if not any(each == "*" or each == role.arn or str(each).endswith(of_account) for each in named):
        return False
    return not atom.allows or _fits(atom, role.arn)


def _fits(atom: Atom, arn: str) -> bool:
    """Whether conditions on who asks, as far as they can be read, let a role through."""
    for operator, keys in atom.condition.items():
        for key, values in keys.items():
            positive = operator in ("ArnLike", "ArnEquals", "StringLike", "StringEquals")
            patterns: Iterable[str] = values if isinstance(values, list) else [values]
            if key.lower() == "aws:principalarn" and positive:
                return any(fnmatchcase(arn, str(pattern)) for pattern in patterns)
    return True
