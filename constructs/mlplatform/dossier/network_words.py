"""What is said about a network in few words, and in which colour."""

from mlplatform.dossier.document import Endpoint, Network, Rule, Subnet
from mlplatform.dossier.network_endpoints import NO_POLICY, OPEN_POLICY
from mlplatform.dossier.reading import UNKNOWN

INK, GREY, RED, AMBER, GREEN, BLUE = "#1f2933", "#52606d", "#b42318", "#93580a", "#1b6e3c", "#1d4f91"


def said(rule: Rule) -> str:
    """A rule as a line: what may come in or go out."""
    ports = "" if rule.protocol == "all" else f" {'all ports' if rule.ports == 'all' else rule.ports}"
    traffic = "everything" if rule.protocol == "all" else f"{rule.protocol}{ports}"
    return f"in from {rule.peer}: {traffic}" if rule.direction == "in" else f"out to {rule.peer}: {traffic}"


def verdict(network: Network) -> tuple[str, str]:
    if network.internet is None:
        return "No route leads to the internet", GREEN
    if network.internet.startswith(UNKNOWN):
        return f"Whether a route leads to the internet is {network.internet}", AMBER
    return f"Reaches the internet: {network.internet}", RED


def subnet_verdict(subnet: Subnet) -> tuple[str, str]:
    if any(reach.public for reach in subnet.reaches):
        return "reaches the internet", RED
    if any(reach.to.startswith(UNKNOWN) for reach in subnet.reaches):
        return "routes unknown", AMBER
    return "no route to the internet", GREEN


def policy_colour(endpoint: Endpoint) -> str:
    if endpoint.policy.startswith(UNKNOWN):
        return AMBER
    return RED if endpoint.policy in (NO_POLICY, OPEN_POLICY) else GREEN
