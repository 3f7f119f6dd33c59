"""The picture of who becomes whom: people and services on the left, the roles that they work in to the right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mlplatform.access import Role
from mlplatform.dossier.roles import becomes
from mlplatform.dossier.words import taken_by

WIDTH, ROW, BOX, TOP, GAP = 1240, 38, 28, 16, 70
LETTERS = 7.2
"""The width of a letter of 12 pixels in a fixed pitch, so that a name that is too long is cut."""
LEGEND = "full line: takes the role; broken line: passes it to a service that works in it"
MOST = 60
"""Nodes that a reader still tells apart."""
TEXT = 'font-family="monospace" font-size="12" fill="#1a1a1a"'
FILLS = {"party": "#e8eef7", "role": "#fff"}
DASHES = {"passes": ' stroke-dasharray="5 3"', "takes": ""}


@dataclass(frozen=True, order=True)
class Arrow:
    """Somebody, the role that they work in, and whether they hand it on to a service instead of taking it."""

    who: str
    whom: str
    passed: bool


def picture(roles: Sequence[Role], labels: Mapping[str, str], everybody: Sequence[Role]) -> str:
    """SVG of kinds of roles; those of other apps are drawn one by one. Names are text, never markup.

    Args:
        roles: Those of the environment.
        labels: What a role is called, by its ARN; roles of one kind are called alike.
        everybody: The roles of every environment, which those of this one may take.
    """
    arrows = sorted(_arrows(roles, labels, everybody))
    layers = _layers(arrows)
    shown = sorted(layers, key=lambda node: (layers[node], node))[:MOST]
    left_out = len(layers) - len(shown)
    return _svg([arrow for arrow in arrows if {arrow.who, arrow.whom} <= set(shown)], layers, shown, left_out)


def _arrows(roles: Sequence[Role], labels: Mapping[str, str], everybody: Sequence[Role]) -> set[Arrow]:
    by_name = {role.name: labels[role.arn] for role in everybody}
    found = {
        Arrow(_party(line, by_name), labels[role.arn], False)
        for role in roles
        for line in taken_by(role)
        if not line.startswith("never ")
    }
    for role in roles:
        for whom, how in becomes(role, everybody):
            found.add(Arrow(labels[role.arn], by_name.get(whom, whom), how.startswith("passes")))
    return {arrow for arrow in found if arrow.who != arrow.whom}


def _party(line: str, by_name: Mapping[str, str]) -> str:
    """Who takes a role, without the conditions, and a permission set without its team."""
    who = line.partition(" where ")[0].partition(", also ")[0]
    if who.startswith("permission set "):
        return "Identity Center"
    bare = who.removesuffix(".amazonaws.com").partition(" of account ")[0]
    return by_name.get(bare.removeprefix("role "), bare)


def _layers(arrows: Iterable[Arrow]) -> dict[str, int]:
    """How many steps each is from where nobody comes from; a circle is entered at its first name."""
    incoming: dict[str, set[str]] = {}
    for arrow in arrows:
        incoming.setdefault(arrow.whom, set()).add(arrow.who)
        incoming.setdefault(arrow.who, set())
    layers: dict[str, int] = {}
    while len(layers) < len(incoming):
        left = sorted(incoming.keys() - layers.keys())
        ready = [node for node in left if incoming[node] <= layers.keys()] or left[:1]
        placed = {node: 1 + max((layers.get(who, -1) for who in incoming[node]), default=-1) for node in ready}
        layers.update(placed)
    return layers


def _svg(arrows: Sequence[Arrow], layers: Mapping[str, int], shown: Sequence[str], left_out: int) -> str:
    deep = max((layers[node] for node in shown), default=0) + 1
    step = WIDTH // deep
    box = min(step - GAP, 260) if deep > 1 else 260
    rows: dict[int, int] = {}
    at: dict[str, tuple[int, int]] = {}
    for node in shown:
        row = rows.get(layers[node], 0)
        rows[layers[node]] = row + 1
        at[node] = (layers[node] * step + 4, TOP + row * ROW)
    height = TOP + (max(rows.values(), default=0) + 1) * ROW
    more = f"; {left_out} more are in the table of roles" if left_out else ""
    legend = f'<text {TEXT} x="4" y="{height - 12}">{LEGEND}{more}</text>'
    drawn = [*(_path(arrow, at, box) for arrow in arrows), *(_box(node, layers, at, box) for node in shown), legend]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Who becomes whom">{MARKER}{"".join(drawn)}</svg>'
    )


MARKER = (
    '<defs><marker id="becomes" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>'
)


def _path(arrow: Arrow, at: Mapping[str, tuple[int, int]], box: int) -> str:
    (x1, y1), (x2, y2) = at[arrow.who], at[arrow.whom]
    start, end = x1 + box, x2
    middle = (start + end) // 2
    curve = f"M{start} {y1 + BOX // 2}C{middle} {y1 + BOX // 2} {middle} {y2 + BOX // 2} {end} {y2 + BOX // 2}"
    verb = "passes" if arrow.passed else "takes"
    title = f"<title>{escape(f'{arrow.who} {verb} {arrow.whom}')}</title>"
    line = f'fill="none" stroke="#777"{DASHES[verb]} marker-end="url(#becomes)"'
    return f'<path class="{verb}" {line} d="{curve}">{title}</path>'


def _box(node: str, layers: Mapping[str, int], at: Mapping[str, tuple[int, int]], box: int) -> str:
    x, y = at[node]
    fits = int((box - 12) / LETTERS)
    text = node if len(node) <= fits else f"{node[: fits - 1]}…"
    party = "party" if layers[node] == 0 else "role"
    return (
        f'<g><title>{escape(node)}</title><rect class="{party}" fill="{FILLS[party]}" stroke="#444" x="{x}" y="{y}" '
        f'width="{box}" height="{BOX}" rx="4"/><text {TEXT} x="{x + 6}" y="{y + 18}">{escape(text)}</text></g>'
    )
