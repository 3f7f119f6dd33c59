"""Routes, rules of security groups, endpoints and their policies."""

from collections.abc import Iterator

from mlplatform.dossier.differences.matching import Renames, lines_that_differ, pair
from mlplatform.dossier.differences.routes import outside_changes, subnet_changes
from mlplatform.dossier.differences.rules import group_changes, pair_groups
from mlplatform.dossier.document import Change, Endpoint, Environment, Network
from mlplatform.dossier.network_addresses import public
from mlplatform.dossier.network_endpoints import NO_POLICY
from mlplatform.dossier.reading import UNKNOWN


def network_changes(environment: str, before: Environment, after: Environment) -> Iterator[Change]:
    """Changes of kinds `internet`, `route`, `rule`, `endpoint`.

    What has another place or another name and means the same is none. A VPC that comes or goes is one change.
    """
    yield from outside_changes(environment, before, after)
    then, today = ([network for network in side.networks if network.vpc] for side in (before, after))
    pairs = pair(
        then, today, lambda network: network.place or network.vpc, lambda network: (network.adopted, network.cidr)
    )
    for one, other in pairs.both:
        yield from _network(environment, one, other)
    for network in pairs.new:
        opened = _reaches_out(network)
        yield Change(
            kind="internet" if opened else "route",
            environment=environment,
            place=network.place or network.vpc,
            title=f"New network {network.cidr}{', which reaches the internet' if opened else ''}.",
            after=network.internet or "No route leads to the internet.",
        )
    for network in pairs.gone:
        title = f"The network {network.cidr} is gone."
        yield Change(kind="route", environment=environment, place=network.place or network.vpc, title=title)


def _reaches_out(network: Network) -> bool:
    routed = network.internet is not None and not network.internet.startswith(UNKNOWN)
    return routed or any(public(rule.peer) for group in network.groups for rule in group.rules)


def _network(environment: str, one: Network, other: Network) -> Iterator[Change]:
    groups = pair_groups(one.groups, other.groups)
    endpoints = pair(
        one.endpoints, other.endpoints, lambda e: (e.service, e.kind, e.place), lambda e: (e.service, e.kind)
    )
    subnets = pair(one.subnets, other.subnets, lambda s: s.place or s.id, lambda s: (s.zone, s.cidr))
    renames = Renames(
        [(one.place, other.place), *groups.places(), *endpoints.places(), *subnets.places()],
        [(was.name, now.name) for was, now in groups.both],
    )
    yield from group_changes(environment, groups, renames)
    yield from subnet_changes(environment, subnets, {e.service for e in (*endpoints.gone, *endpoints.new)}, renames)
    for was, now in endpoints.both:
        yield from _endpoint(environment, was, now, renames, other)
    for endpoint in endpoints.new:
        title = f"New {endpoint.kind.lower()} endpoint for {endpoint.service}."
        yield _about(environment, endpoint, other, title, after=endpoint.policy)
    for endpoint in endpoints.gone:
        title = f"The {endpoint.kind.lower()} endpoint for {endpoint.service} is gone."
        yield _about(environment, endpoint, other, title, before=endpoint.policy)
    yield from _links(environment, one, other)


def _about(
    environment: str, endpoint: Endpoint, network: Network, title: str, *, before: str = "", after: str = ""
) -> Change:
    place = endpoint.place or f"{network.vpc} {endpoint.service}"
    return Change(kind="endpoint", environment=environment, place=place, title=title, before=before, after=after)


def _endpoint(environment: str, was: Endpoint, now: Endpoint, renames: Renames, network: Network) -> Iterator[Change]:
    then = renames.all(was.statements)
    if then != now.statements or (was.policy == NO_POLICY) != (now.policy == NO_POLICY):
        lost, gained = lines_that_differ(then, now.statements)
        what = "loses its policy: anybody may do everything" if now.policy == NO_POLICY else "has another policy"
        title = f"The endpoint for {now.service} {what}."
        before, after = lost or was.policy, gained or now.policy
        yield _about(environment, now, network, title, before=before, after=after)
    if was.private_dns != now.private_dns:
        answers = (
            "answers no longer under the service's own name" if was.private_dns else "answers under the service's name"
        )
        title = f"The endpoint for {now.service} {answers}."
        yield _about(
            environment, now, network, title, before=f"private DNS: {was.private_dns}", after=f"{now.private_dns}"
        )


def _links(environment: str, one: Network, other: Network) -> Iterator[Change]:
    pairs = pair(one.on_premises, other.on_premises, lambda link: link, lambda link: link.rpartition(" (")[0])
    for link in pairs.new:
        yield _link(environment, link, f"New link to another network: {link.rpartition(' (')[0]}.", after=link)
    for link in pairs.gone:
        yield _link(environment, link, f"A link to another network is gone: {link.rpartition(' (')[0]}.", before=link)
    if one.names != other.names:
        yield Change(
            kind="route",
            environment=environment,
            place=other.place or other.vpc,
            title="Names are resolved in another way.",
            before=one.names,
            after=other.names,
        )


def _link(environment: str, link: str, title: str, *, before: str = "", after: str = "") -> Change:
    place = link.rpartition(" (")[2].removesuffix(")")
    return Change(kind="route", environment=environment, place=place, title=title, before=before, after=after)
