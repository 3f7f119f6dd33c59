"""Keys of which exactly one is given, and studio, which belongs to workbenches.

The models refuse these too. Here they are found even where another mistake keeps the model from being made.
"""

from mlplatform.settings.draft import Draft
from mlplatform.settings.node import Node, Path
from mlplatform.settings.one_of import BOTH_FIX, NEITHER_FIX


def check(draft: Draft) -> None:
    """identity_center or saml; create or adopt."""
    _exactly_one(draft, ("identity",), "identity_center", "saml")
    environments = draft.document.node(("environments",))
    for index in range(len((environments.items if environments else None) or ())):
        _exactly_one(draft, ("environments", index, "network"), "create", "adopt")


def _exactly_one(draft: Draft, path: Path, first: str, second: str) -> None:
    node = draft.document.node(path)
    if node is None or node.entries is None:
        return
    given = [key for key in (first, second) if _is_given(node.child(key))]
    expected = f"exactly one of {first} and {second}"
    if len(given) == 2:
        fix = BOTH_FIX.format(first=first, second=second)
        draft.document.report((*path, second), found=f"both {first} and {second}", expected=expected, fix=fix)
    if not given:
        fix = NEITHER_FIX.format(first=first, second=second)
        draft.document.report(path, found=f"neither {first} nor {second}", expected=expected, fix=fix)


def _is_given(node: Node | None) -> bool:
    return node is not None and (node.scalar is not None or node.entries is not None or node.items is not None)
