"""The first part of the dossier as Markdown: what stands in a pull request or a job's summary."""

import re

from mlplatform.dossier.changes import KINDS
from mlplatform.dossier.document import Change, Dossier

MOST = 50
"""Changes that are listed; the page has all of them."""
SIGNS = {"danger": "🔴", "review": "🟠", "information": "⚪"}


def as_markdown(dossier: Dossier) -> str:
    """Glance and differences. Names are shown as code, so that no markup in them is interpreted."""
    said = [f"## Security dossier: {_plain(dossier.organisation)}", _plain(dossier.glance.summary)]
    said += [f"- {_plain(problem)}" for problem in dossier.glance.problems]
    if (difference := dossier.difference) is not None:
        said += [f"### {_plain(difference.summary)}", *map(_line, difference.changes[:MOST])]
        if (more := len(difference.changes) - MOST) > 0:
            said.append(f"…and {more} more on the page.")
        said.append(
            f"**{difference.to_review} need a reviewer.**" if difference.to_review else "No reviewer is needed."
        )
    return "\n\n".join(said) + "\n"


def _line(change: Change) -> str:
    sign = SIGNS[KINDS[change.kind].weight]
    return f"- {sign} **{change.kind}** {_code(change.environment)} {_code(change.place)}: {_plain(change.title)}"


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _plain(text: str) -> str:
    """Text in which nothing is markup, HTML or a mention."""
    return re.sub(r"([\\`*_{}\[\]<>#|@!~])", r"\\\1", text).replace("\n", " ")
