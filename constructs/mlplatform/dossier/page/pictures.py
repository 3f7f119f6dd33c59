"""Pictures in the page: rebuilt from what a drawing may have, so that nothing else can come along with one.

Their styles move into the page's own, where they hold for that picture alone: so the page's policy admits one style.
"""

import re
from collections.abc import Iterator
from itertools import count
from xml.etree import ElementTree as ET

from markupsafe import Markup

from mlplatform.dossier.page.declarations import PictureError, checked, rules

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    """svg g defs title desc marker path line polyline polygon rect circle ellipse text tspan""".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    """viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform id class role style
    fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity
    opacity font-family font-size font-style font-weight letter-spacing text-anchor dominant-baseline
    alignment-baseline preserveAspectRatio paint-order vector-effect textLength lengthAdjust
    marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY orient
    aria-label aria-labelledby aria-describedby aria-hidden""".split()  # noqa: SIM905
)
LOCAL = re.compile(r"url\(#([\w.-]+)\)")
LARGEST = 2_000_000


class Pictures:
    """The pictures of one page, and their style. Ids and classes get a prefix, since the page has several."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._styles: list[str] = []

    @property
    def style(self) -> str:
        """The style of every picture so far."""
        return "\n".join(self._styles)

    def __call__(self, written: str) -> Markup:
        """The picture as markup, or a sentence that says why it is left out."""
        picture = _Picture(f"p{next(self._numbers)}")
        try:
            rebuilt = picture.rebuilt(_parsed(written))
        except PictureError as error:
            return Markup('<p class="left-out">The picture is left out: {}</p>').format(error)
        self._styles += picture.styles
        return Markup(ET.tostring(rebuilt, encoding="unicode"))  # noqa: S704 - rebuilt from an allow-list


def _parsed(written: str) -> ET.Element:
    if len(written) > LARGEST or "<!" in written.replace("<!--", ""):
        raise PictureError("it is too large, or declares a document type.")
    try:
        root = ET.fromstring(written)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as error:
        raise PictureError(f"it is no XML ({error}).") from error
    if root.tag != f"{SVG}svg":
        raise PictureError("it is no SVG.")
    return root


class _Picture:
    """One picture while it is rebuilt: its name, and the rules of style that were met."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._numbers = count(1)
        self.styles: list[str] = []

    def rebuilt(self, root: ET.Element) -> ET.Element:
        found = self._element(root)
        found.set("xmlns", SVG.strip("{}"))
        found.set("class", f"{found.get('class', '')} {self._name}".strip())
        return found

    def _element(self, element: ET.Element) -> ET.Element:
        name = element.tag.removeprefix(SVG)
        if name not in ELEMENTS or not element.tag.startswith(SVG):
            raise PictureError(f"it holds <{name}>, which no drawing of the dossier has.")
        rebuilt = ET.Element(name, dict(self._attributes(element, name)))
        if "style" in element.attrib:
            own = f"{self._name}-s{next(self._numbers)}"
            rebuilt.set("class", f"{rebuilt.get('class', '')} {own}".strip())
            self.styles.append(f".{own}{{{checked(element.attrib['style'])}}}")
        rebuilt.text, rebuilt.tail = element.text, element.tail
        for child in element:
            if child.tag == f"{SVG}style":
                self.styles += rules("".join(child.itertext()), f".{self._name}")
            else:
                rebuilt.append(self._element(child))
        return rebuilt

    def _attributes(self, element: ET.Element, name: str) -> Iterator[tuple[str, str]]:
        for key, value in element.attrib.items():
            if key not in ATTRIBUTES:
                raise PictureError(f"<{name}> has the attribute {key}, which no drawing of the dossier has.")
            if key == "id":
                yield key, f"{self._name}-{value}"
            elif key in ("aria-labelledby", "aria-describedby"):
                yield key, " ".join(f"{self._name}-{one}" for one in value.split())
            elif local := LOCAL.fullmatch(value):
                yield key, f"url(#{self._name}-{local[1]})"
            elif re.search(r"url\s*\(|\\", value) and key != "aria-label":
                raise PictureError(f"<{name}> refers to something else in {key}.")
            elif key != "style":
                yield key, value
