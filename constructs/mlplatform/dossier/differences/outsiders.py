"""Who is none of the roles that both assemblies have, and is named by a resource policy: services, other accounts."""

import re
from collections.abc import Iterable, Iterator

from mlplatform.access.actors import STRANGERS
from mlplatform.dossier.differences.askers import Asker
from mlplatform.dossier.differences.atoms import Atom, Guarding
from mlplatform.dossier.differences.reference import Where
from mlplatform.dossier.differences.requests import Suspects
from mlplatform.dossier.differences.sides import Side

ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?(\d{12})(?::(.*))?")


def outsiders(differing: Iterable[Atom], every: Guarding, before: Side, after: Side) -> Iterator[Suspects]:
    """One for each outsider of whom a differing resource policy speaks."""
    roles = {role.arn for side in (before, after) for role in side.roles.values()}
    accounts = {role.account for side in (before, after) for role in side.roles.values()}
    found: dict[Asker, set[Atom]] = {}
    for atom in sorted(differing):
        environment = after.environment_of(atom.place) or before.environment_of(atom.place) or ""
        for asker in _named(atom, environment, roles, accounts):
            found.setdefault(asker, set()).add(atom)
    for asker, atoms in sorted(found.items(), key=lambda one: (one[0].environment, one[0].name)):
        where = Where("aws", {**before.regions, **after.regions}.get(asker.environment, ""), asker.account)
        yield Suspects(asker, tuple(sorted(atoms)), (), where, every)


def _named(atom: Atom, environment: str, roles: set[str], accounts: set[str]) -> Iterator[Asker]:
    principal = atom.rest.get("Principal", {})
    if not isinstance(principal, dict):
        principal = {"AWS": principal}
    for kind, written in sorted(principal.items()):
        for name in sorted(written) if isinstance(written, list) else [written]:
            if asker := _asker(kind, str(name), environment, roles, accounts):
                yield asker


def _asker(kind: str, name: str, environment: str, roles: set[str], accounts: set[str]) -> Asker | None:
    if kind == "Service":
        return Asker(f"service {name}", name, "", environment, outside=True)
    if name == "*":
        return _administrator("anybody of another account", STRANGERS, environment)
    found = ACCOUNT.fullmatch(name)
    if not found or found[1] in accounts or name in roles:
        return None
    if found[2] in (None, "root"):
        return _administrator(f"account {found[1]}", found[1], environment)
    return Asker(name, name, found[1], environment, outside=True)


def _administrator(name: str, account: str, environment: str) -> Asker:
    return Asker(name, f"arn:aws:iam::{account}:role/Administrator", account, environment, outside=True)
