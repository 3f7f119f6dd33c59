"""Names with markup in them, and a dossier that has one in every text."""

import json
from typing import Any

from mlplatform.dossier.document import Dossier
from tests.dossier.small_page import dossier

NASTY = (
    "<script>alert(1)</script>",
    "</script><script>document.title='taken'</script>",
    "<!--<script>",
    "\"'><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</noscript></textarea></title><b>",
    "]]>&lt;&amp;&#60;script&#62;\u2028\u2029",
    "`${alert(1)}`\\u003cscript\\u003e",
)

WORDS_OF_THE_MODEL = ("kind", "verdict", "gate", "direction", "picture")


def poisoned(nasty: str) -> Dossier:
    """A dossier where every text that comes from outside ends with a nasty one; places stay places, so links stand."""
    plain = dossier(users=2).model_dump(mode="json")
    return Dossier.model_validate(_poisoned(plain, nasty, ""))


def _poisoned(value: Any, nasty: str, key: str) -> Any:
    if isinstance(value, dict):
        named = {one: _poisoned(member, nasty, one) for one, member in value.items()}
        return {f"{one} {nasty}": member for one, member in named.items()} if key == "counts" else named
    if isinstance(value, list):
        return [_poisoned(member, nasty, key) for member in value]
    if key == "snippet":
        return json.dumps({nasty: [nasty, json.loads(value)]}, ensure_ascii=False)
    if not isinstance(value, str) or (key in WORDS_OF_THE_MODEL and value in _literals()):
        return value
    return f"{value} {nasty}"


def _literals() -> set[str]:
    """What the model itself says, and nobody else can."""
    every = dossier(users=0)
    changes = every.difference.changes if every.difference else ()
    said = {change.kind for change in changes} | {one.kind for one in every.exceptions}
    said |= {row.verdict for row in every.controls} | {"allowed", "denied", "not evaluated", "failed", "in", "out"}
    pictures = {one.picture for environment in every.environments for one in environment.networks}
    return said | pictures | {"Gateway", "Interface"}
