"""Boxes and words as SVG: everything that is written is escaped, and cut to what its box holds."""

import re
from html import escape

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
LETTER = 0.56
"""Width of a letter in heights, on average; a text that is longer than its box is cut."""


class Drawing:
    """A drawing that grows downwards."""

    def __init__(self, width: int) -> None:
        self.width, self._parts = width, list[str]()

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str, line: str, dashed: bool = False
    ) -> None:
        dashes = ' stroke-dasharray="6 4"' if dashed else ""
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        self._parts.append(f'<rect {place} rx="6" fill="{fill}" stroke="{line}"{dashes}/>')

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str) -> None:
        self._parts.append(
            f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" stroke="{colour}" stroke-width="2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        width: float,
        size: int = 13,
        colour: str = "#1f2933",
        bold: bool = False,
    ) -> None:
        """A line of text; what does not fit is cut, and the whole of it is the line's title."""
        shown = cut(text, width, size * (1.09 if bold else 1))
        title = f"<title>{written(text)}</title>" if shown != text else ""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}>{title}{written(shown)}</text>'
        )

    def extend(self, other: "Drawing") -> None:
        """Draw what stands in another drawing on top."""
        self._parts += other._parts

    def svg(self, height: float, *, title: str, description: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height:g}" width="100%" role="img" '
            f'font-family="{written(FONT)}"><title>{written(title)}</title><desc>{written(description)}</desc>'
            f'<rect width="{self.width}" height="{height:g}" fill="#fff"/>{"".join(self._parts)}</svg>'
        )


def cut(text: str, width: float, size: float) -> str:
    letters = max(4, int(width / (size * LETTER)))
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def written(text: str) -> str:
    """Text as it may stand in XML: no markup, and no character that XML forbids."""
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text), quote=True)
