"""The picture of a network, made from what was read and nothing else."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from mlplatform.dossier.document import Endpoint, Group, Network, Subnet
from mlplatform.dossier.network_addresses import public
from mlplatform.dossier.network_endpoints import NO_POLICY
from mlplatform.dossier.network_words import AMBER, BLUE, GREY, INK, RED, policy_colour, said, subnet_verdict, verdict
from mlplatform.dossier.reading import UNKNOWN
from mlplatform.dossier.svg import Drawing

Item = TypeVar("Item")

WIDTH, RIGHT, GAP = 1280, 1050, 14
MOST_GROUPS, MOST_RULES, MOST_SUBNETS = 24, 7, 40
"""What is drawn at most; the tables beside hold everything."""


def picture(network: Network) -> str:
    """A VPC with its subnets by zone, endpoints, security groups, links and ways to the internet."""
    return _Picture(network).draw()


class _Picture:
    def __init__(self, network: Network) -> None:
        self._network, self._drawing = network, Drawing(WIDTH)
        self._left = 230 if network.on_premises else 20
        self._inner = RIGHT - self._left - 2 * GAP

    def draw(self) -> str:
        network, (said_first, colour) = self._network, verdict(self._network)
        inside = Drawing(WIDTH)
        outline, self._drawing = self._drawing, inside
        bottom = self._groups(self._interfaces(self._subnets(112))) + GAP
        sides = max(self._links(112), self._edge(112))
        height = max(bottom, sides) + GAP
        self._drawing = outline
        outline.text(20, 28, said_first, width=WIDTH - 40, size=16, colour=colour, bold=True)
        outline.text(20, 50, network.names, width=WIDTH - 40, colour=GREY)
        outline.box(
            self._left, 66, RIGHT - self._left, height - 66 - GAP, fill="#f7f9fb", line=BLUE, dashed=network.adopted
        )
        name = f"VPC {network.cidr}" if not network.adopted else f"VPC {network.vpc}, adopted from its owner"
        outline.text(self._left + GAP, 92, name, width=self._inner, size=15, colour=BLUE, bold=True)
        outline.extend(inside)
        return outline.svg(height, title=f"Network {network.cidr}, {network.vpc}", description=_described(network))

    def _subnets(self, y: float) -> float:
        shown = self._network.subnets[:MOST_SUBNETS]
        zones = [(zone, list(found)) for (zone, _), found in groupby(shown, key=_column)]
        for row in _rows(zones, 4):
            width = (self._inner - GAP * (len(row) - 1)) / len(row)
            deepest = max(len(found) for _, found in row)
            for column, (zone, found) in enumerate(row):
                x = self._left + GAP + column * (width + GAP)
                self._drawing.text(x, y + 10, zone, width=width, colour=GREY)
                for index, subnet in enumerate(found):
                    self._subnet(x, y + 18 + index * 68, width, subnet)
            y += 18 + deepest * 68 + 8
        return self._more(y, len(self._network.subnets) - len(shown), "subnets")

    def _subnet(self, x: float, y: float, width: float, subnet: Subnet) -> None:
        text, colour = subnet_verdict(subnet)
        self._drawing.box(x, y, width, 60, fill="#eaf2fb", line=colour)
        name = "Subnet" if subnet.cidr == UNKNOWN else f"Subnet {subnet.cidr}"
        self._drawing.text(x + 10, y + 20, name, width=width - 20, bold=True)
        self._drawing.text(x + 10, y + 37, _last(subnet.place) or subnet.id, width=width - 20, size=12, colour=GREY)
        self._drawing.text(x + 10, y + 53, text, width=width - 20, size=12, colour=colour)

    def _interfaces(self, y: float) -> float:
        found = [endpoint for endpoint in self._network.endpoints if endpoint.kind == "Interface"]
        if not found:
            return y
        rows = _rows(found, 5)
        self._drawing.box(self._left + GAP, y, self._inner, 30 + 30 * len(rows) + 4, fill="#fff", line="#9fb3c8")
        self._drawing.text(
            self._left + 24,
            y + 20,
            f"Interface endpoints ({len(found)}){_caption(found)}",
            width=self._inner - 20,
            bold=True,
        )
        width = (self._inner - 20 - 4 * 8) / 5
        for line, row in enumerate(rows):
            for column, endpoint in enumerate(row):
                self._pill(self._left + 24 + column * (width + 8), y + 30 + line * 30, width, endpoint)
        return y + 30 + 30 * len(rows) + 4 + GAP

    def _pill(self, x: float, y: float, width: float, endpoint: Endpoint) -> None:
        colour = policy_colour(endpoint)
        self._drawing.box(x, y, width, 24, fill="#f4f1fb", line=colour)
        note = f", {NO_POLICY if endpoint.policy == NO_POLICY else 'open policy'}" if colour == RED else ""
        self._drawing.text(x + 8, y + 16, f"{endpoint.service}{note}", width=width - 16, size=12)

    def _groups(self, y: float) -> float:
        shown = self._network.groups[:MOST_GROUPS]
        for row in _rows(shown, 2):
            width = (self._inner - GAP) / 2
            height = max(_height(group) for group in row)
            for column, group in enumerate(row):
                self._group(self._left + GAP + column * (width + GAP), y, width, height, group)
            y += height + 10
        return self._more(y, len(self._network.groups) - len(shown), "security groups")

    def _group(self, x: float, y: float, width: float, height: float, group: Group) -> None:
        rules = sorted(group.rules, key=lambda rule: not public(rule.peer))
        self._drawing.box(
            x, y, width, height, fill="#fff", line=RED if any(public(r.peer) for r in rules) else "#9fb3c8"
        )
        self._drawing.text(x + 10, y + 20, f"Group: {group.name}", width=width - 20, bold=True)
        for index, rule in enumerate(rules[:MOST_RULES]):
            colour = RED if public(rule.peer) else INK
            self._drawing.text(x + 10, y + 40 + index * 18, said(rule), width=width - 20, size=12, colour=colour)
        if not rules:
            self._drawing.text(x + 10, y + 40, "nothing in, nothing out", width=width - 20, size=12, colour=GREY)
        if len(rules) > MOST_RULES:
            more = f"and {len(rules) - MOST_RULES} more rules"
            self._drawing.text(x + 10, y + 40 + MOST_RULES * 18, more, width=width - 20, size=12, colour=GREY)

    def _links(self, y: float) -> float:
        for link in self._network.on_premises:
            self._drawing.line(200, y + 24, self._left, y + 24, GREY)
            self._outer(20, y, 180, link.rpartition(" (")[0] or link, "link", GREY)
            y += 58
        return y

    def _edge(self, y: float) -> float:
        for endpoint in self._network.endpoints:
            if endpoint.kind == "Gateway":
                self._drawing.line(RIGHT, y + 24, RIGHT + 30, y + 24, policy_colour(endpoint))
                self._outer(RIGHT + 30, y, 190, endpoint.service, "gateway endpoint", policy_colour(endpoint))
                y += 58
        reaches = {reach for subnet in self._network.subnets for reach in subnet.reaches if not _within(reach.via)}
        for to, via, colour in sorted({(r.to.partition(":")[0], r.via, RED if r.public else AMBER) for r in reaches}):
            self._drawing.line(RIGHT, y + 24, RIGHT + 30, y + 24, colour)
            self._outer(RIGHT + 30, y, 190, to, f"by {via}", colour)
            y += 58
        return y

    def _outer(self, x: float, y: float, width: float, text: str, note: str, colour: str) -> None:
        self._drawing.box(x, y, width, 48, fill="#fff", line=colour)
        self._drawing.text(x + 10, y + 20, text, width=width - 20, bold=True, colour=colour)
        self._drawing.text(x + 10, y + 38, note, width=width - 20, size=12, colour=GREY)

    def _more(self, y: float, number: int, what: str) -> float:
        if number > 0:
            self._drawing.text(self._left + GAP, y + 10, f"and {number} more {what}", width=self._inner, colour=GREY)
            return y + 24
        return y


def _column(subnet: Subnet) -> tuple[str, str]:
    """Subnets of one zone stand below each other; those whose zone nobody says, side by side."""
    return subnet.zone, "" if subnet.place else subnet.id


def _caption(found: Sequence[Endpoint]) -> str:
    unknown = sum(endpoint.policy.startswith(UNKNOWN) for endpoint in found)
    return f", policies of {unknown} unknown: they belong to the VPC's owner" if unknown else ""


def _within(via: str) -> bool:
    return via in ("local", "gateway endpoint", "interface endpoint")


def _height(group: Group) -> float:
    return 40 + 18 * min(max(len(group.rules), 1), MOST_RULES) + (18 if len(group.rules) > MOST_RULES else 0)


def _described(network: Network) -> str:
    parts = [verdict(network)[0], *(f"Subnet {subnet.cidr}: {subnet.statement}" for subnet in network.subnets)]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)


def _last(place: str) -> str:
    return place.rpartition("/")[2]


def _rows(items: Sequence[Item], columns: int) -> list[Sequence[Item]]:
    return [items[start : start + columns] for start in range(0, len(items), columns)]
