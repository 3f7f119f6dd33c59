"""Who may take a role and could not before, and roles that come and go."""

from collections.abc import Iterator

from mlplatform.access import Role
from mlplatform.dossier.differences import sides
from mlplatform.dossier.differences.sides import Side
from mlplatform.dossier.document import Change
from mlplatform.dossier.roles import grants
from mlplatform.dossier.words import taken_by


def trust_changes(before: Side, after: Side) -> Iterator[Change]:
    """Changes of kind `trust`; of a role that is new or gone also one that says what it may, or could."""
    for environment, old, new in sides.pairs(before, after):
        if old and new:
            yield from _of_both(environment, old, new)
        elif new:
            yield from _new(environment, new)
        elif old:
            yield from _gone(environment, old)


def _of_both(environment: str, old: Role, new: Role) -> Iterator[Change]:
    was, is_ = set(taken_by(old)), set(taken_by(new))
    gained, lost = sorted(is_ - was), sorted(was - is_)
    if not gained and not lost:
        return
    said = [f"may now be taken by {' and by '.join(gained)}"] if gained else []
    said += [f"may no longer be taken by {' or by '.join(lost)}"] if lost else []
    yield Change(
        kind="trust",
        environment=environment,
        place=new.place,
        title=f"{new.name} {', and '.join(said)}",
        before="; ".join(sorted(was)),
        after="; ".join(sorted(is_)),
    )


def _new(environment: str, role: Role) -> Iterator[Change]:
    takers = taken_by(role)
    title = f"{role.name} is new, and may be taken by {_by(takers)}"
    yield Change(kind="trust", environment=environment, place=role.place, title=title, after="; ".join(takers))
    count, said = _granted(role)
    if count:
        title = f"{role.name} is new, and is granted {count} actions"
        yield Change(kind="permission-gained", environment=environment, place=role.place, title=title, after=said)


def _gone(environment: str, role: Role) -> Iterator[Change]:
    takers = taken_by(role)
    title = f"{role.name} is gone, which was taken by {_by(takers)}"
    yield Change(kind="trust", environment=environment, place=role.place, title=title, before="; ".join(takers))
    count, said = _granted(role)
    if count:
        title = f"{role.name} is gone, which was granted {count} actions"
        yield Change(kind="permission-lost", environment=environment, place=role.place, title=title, before=said)


def _by(takers: tuple[str, ...]) -> str:
    """Those who may, without those who are denied."""
    return " and by ".join(who for who in takers if not who.startswith("never ")) or "nobody"


def _granted(role: Role) -> tuple[int, str]:
    """How many actions the policies name and the boundary lets through, and which, by service; as they are written."""
    found = grants(role)
    services: dict[str, list[str]] = {}
    for action in found:
        service, _, name = action.partition(":")
        services.setdefault(service, []).append(name or "*")
    listed = "; ".join(f"{service}: {', '.join(names)}" for service, names in services.items())
    return len(found), f"not evaluated, as its policies and its boundary read: {listed}"
