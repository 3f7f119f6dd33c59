"""Keys of which exactly one is given, and studio, which belongs to workbenches.

The models refuse these too. Here they are found even where another mistake keeps the model from being made.
"""

from mlplatform.settings.draft import Draft
from mlplatform.settings.node import Node, Path
from mlplatform.settings.one_of import not_one


def check(draft: Draft) -> None:
    """identity_center or saml; create or adopt; where a project's source is."""
    _exactly_one(draft, ("identity",), "identity_center", "saml")
    environments = draft.document.node(("environments",))
    for index in range(len((environments.items if environments else None) or ())):
        _exactly_one(draft, ("environments", index, "network"), "create", "adopt")
    projects = draft.document.node(("projects",))
    for index in range(len((projects.items if projects else None) or ())):
        _exactly_one(draft, ("projects", index, "source"), "connection", "code_commit", "s3")


def _exactly_one(draft: Draft, path: Path, *keys: str) -> None:
    node = draft.document.node(path)
    if node is None or node.entries is None:
        return
    given = [key for key in keys if _is_given(node.child(key))]
    if len(given) != 1:
        draft.document.report((*path, given[-1]) if given else path, **not_one(keys, given))


def _is_given(node: Node | None) -> bool:
    return node is not None and (node.scalar is not None or node.entries is not None or node.items is not None)
