"""Pictures in the page: rebuilt from what a drawing may have, so that nothing else can come along with one."""

import re
from collections.abc import Iterator
from itertools import count
from xml.etree import ElementTree as ET

from markupsafe import Markup

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    "svg g defs title desc path line polyline polygon rect circle ellipse text tspan marker".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    """viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform id class role
    fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity
    opacity font-family font-size font-style font-weight letter-spacing text-anchor dominant-baseline
    alignment-baseline preserveAspectRatio paint-order vector-effect textLength lengthAdjust
    marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY orient
    aria-label aria-labelledby aria-describedby aria-hidden""".split()  # noqa: SIM905
)
LOCAL = re.compile(r"url\(#([\w.-]+)\)")
FORBIDDEN = re.compile(r"url\s*\(|script\s*:|data\s*:|expression\s*\(|\\", re.IGNORECASE)
LARGEST = 2_000_000


class PictureError(ValueError):
    """A picture that holds more than a drawing; the message says what."""


class Pictures:
    """The pictures of one page. Ids get a prefix for each, since the page has several."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, written: str) -> Markup:
        """The picture as markup, or a sentence that says why it is left out."""
        try:
            return Markup(_clean(written, f"p{next(self._numbers)}-"))  # noqa: S704 - rebuilt from an allow-list
        except PictureError as error:
            return Markup('<p class="left-out">The picture is left out: {}</p>').format(error)


def _clean(written: str, prefix: str) -> str:
    root = _parsed(written)
    if root.tag != f"{SVG}svg":
        raise PictureError("it is no SVG.")
    return ET.tostring(_rebuilt(root, prefix), encoding="unicode", short_empty_elements=True)


def _parsed(written: str) -> ET.Element:
    if len(written) > LARGEST or "<!" in written.replace("<!--", ""):
        raise PictureError("it is too large, or declares a document type.")
    try:
        return ET.fromstring(written)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as error:
        raise PictureError(f"it is no XML ({error}).") from error


def _rebuilt(element: ET.Element, prefix: str) -> ET.Element:
    name = element.tag.removeprefix(SVG)
    if name not in ELEMENTS or not element.tag.startswith(SVG):
        raise PictureError(f"it holds <{name}>, which no drawing of the dossier has.")
    rebuilt = ET.Element(name, dict(_attributes(element, name, prefix)))
    if name == "svg":
        rebuilt.set("xmlns", SVG.strip("{}"))
    rebuilt.text, rebuilt.tail = element.text, element.tail
    rebuilt.extend([_rebuilt(child, prefix) for child in element])
    return rebuilt


def _attributes(element: ET.Element, name: str, prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES:
            raise PictureError(f"<{name}> has the attribute {key}, which no drawing of the dossier has.")
        if key == "id":
            yield key, prefix + value
        elif key in ("aria-labelledby", "aria-describedby"):
            yield key, " ".join(prefix + one for one in value.split())
        elif local := LOCAL.fullmatch(value):
            yield key, f"url(#{prefix}{local[1]})"
        elif key != "aria-label" and FORBIDDEN.search(value):
            raise PictureError(f"<{name}> refers to something else in {key}.")
        else:
            yield key, value
