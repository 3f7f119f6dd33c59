"""The page: one self-contained HTML file, rendered from the dossier alone.

Guarantees:
    Nothing that a template names is ever interpreted as markup, style or script: text is escaped, data stand in a JSON
    block that the script shows as text, pictures are rebuilt from an allow-list, and a Content-Security-Policy admits
    the page's own style and script by their digests and nothing else.
    The same dossier gives the same bytes.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mlplatform.dossier.changes import KINDS
from mlplatform.dossier.document import Dossier
from mlplatform.dossier.page.packed import packed
from mlplatform.dossier.page.pictures import Pictures
from mlplatform.dossier.page.places import Places
from mlplatform.dossier.page.views import by_stack, decisions, groups, loses_homes, matrix, split

FOLDER = Path(__file__).parent / "templates"


def render(dossier: Dossier) -> str:
    """The page, with everything that it needs inside."""
    script = _read("page.js")
    places = Places.of(dossier)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            dossier=dossier,
            kinds=KINDS,
            places=places,
            pictures=Pictures(),
            groups=groups(dossier.difference),
            lost_homes=loses_homes(dossier, places),
            inventory=Markup(packed(dossier)),  # noqa: S704 - `packed` leaves no `<` in it
            page_style=Markup(_read("page.css")),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            policy=lambda style: content_security_policy(style, script),
        )
    )


def content_security_policy(style: str, script: str) -> str:
    """Nothing may be loaded, sent or framed; this style and this script may run, and the script makes no markup."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def breakable(name: str) -> Markup:
    """A long name that may be broken where its parts end."""
    return Markup("<wbr>").join(re.split(r"(?<=/)|(?<=::)", name))


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "breakable": breakable,
        "by_stack": by_stack,
        "decisions": decisions,
        "matrix": matrix,
        "number": lambda number: f"{number:,}".replace(",", "\N{NO-BREAK SPACE}"),
        "split": split,
        "text": lambda text: Markup(escape(str(text), quote=False)),  # noqa: S704 - quotes mean nothing in text
    }
    return environment
