"""Where traffic goes: subnets and their routes, and what is outside of every VPC."""

from collections.abc import Collection, Iterator

from mlplatform.dossier.differences.matching import Pairs, Renames, pair
from mlplatform.dossier.document import Change, Environment, Reach, Subnet

Pair = tuple[Reach | None, Reach | None]


def subnet_changes(
    environment: str, subnets: Pairs[Subnet], endpoints: Collection[str], renames: Renames
) -> Iterator[Change]:
    """One change for each route, whichever subnets have it; one for each subnet that comes or goes.

    Args:
        endpoints: Services whose endpoints come or go: that is a change of its own.
    """
    found: dict[tuple[str, str, str], tuple[Pair, list[str]]] = {}
    for one, other in subnets.both:
        for was, now in _of(one, other, endpoints):
            reach = now or was
            if reach:
                key = (renames.of(reach.proof), _text(was), _text(now))
                found.setdefault(key, ((was, now), []))[1].append(other.cidr)
    for (proof, *_), ((was, now), ranges) in sorted(found.items()):
        yield _route(environment, proof, was, now, sorted(ranges))
    for subnet in subnets.new:
        kind = "internet" if any(reach.public for reach in subnet.reaches) else "route"
        title = f"New subnet {subnet.cidr} in {subnet.zone}."
        yield Change(kind=kind, environment=environment, place=_place(subnet), title=title, after=subnet.statement)
    for subnet in subnets.gone:
        title = f"The subnet {subnet.cidr} in {subnet.zone} is gone."
        yield Change(kind="route", environment=environment, place=_place(subnet), title=title, before=subnet.statement)


def _place(subnet: Subnet) -> str:
    return subnet.place or subnet.id


def _of(one: Subnet, other: Subnet, endpoints: Collection[str]) -> Iterator[Pair]:
    then, today = ([r for r in subnet.reaches if _counts(r, endpoints)] for subnet in (one, other))
    same = pair(then, today, lambda reach: (reach.to, reach.via))
    moved = pair(same.gone, same.new, lambda reach: reach.to)
    yield from moved.both
    yield from ((reach, None) for reach in moved.gone)
    yield from ((None, reach) for reach in moved.new)


def _counts(reach: Reach, endpoints: Collection[str]) -> bool:
    """Not what the change of an endpoint says: an interface endpoint that is there is reached."""
    return reach.via != "interface endpoint" and not (reach.via == "gateway endpoint" and reach.to in endpoints)


def _text(reach: Reach | None) -> str:
    return f"{reach.to} by {reach.via}" if reach else ""


def _route(environment: str, proof: str, was: Reach | None, now: Reach | None, ranges: list[str]) -> Change:
    whose = f"{'Subnets' if len(ranges) > 1 else 'The subnet'} {', '.join(ranges)}"
    if was and now:
        title = f"{whose}: traffic to {now.to} goes another way."
    elif now:
        title = f"{whose}: a new route leads to {now.to}."
    else:
        title = f"{whose}: no route leads to {was.to if was else ''} any more."
    opened = now is not None and now.public
    return Change(
        kind="internet" if opened else "route",
        environment=environment,
        place=proof,
        title=title,
        before=_text(was),
        after=_text(now),
    )


def outside_changes(environment: str, before: Environment, after: Environment) -> Iterator[Change]:
    """What begins or ends to run, or to be reached, outside of every VPC."""
    then, today = ([reach for network in side.networks for reach in network.outside] for side in (before, after))
    pairs = pair(then, today, lambda reach: reach.proof, lambda reach: (reach.to, reach.via))
    for reach in pairs.new:
        yield _outside(environment, reach, "internet", "now", after=_text(reach))
    for reach in pairs.gone:
        yield _outside(environment, reach, "route", "no longer", before=_text(reach))


def _outside(environment: str, reach: Reach, kind: str, when: str, *, before: str = "", after: str = "") -> Change:
    what = f"{reach.via} reaches the internet" if reach.to == "internet" else f"{reach.to} is {reach.via}"
    title = f"{what[0].upper()}{what[1:]}: {when}."
    return Change(kind=kind, environment=environment, place=reach.proof, title=title, before=before, after=after)
