"""What is valid of a file that may have mistakes elsewhere: what the rules look at, so that one report has it all."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .document import Document
from .environment import Environment
from .identity import IdentityCenter
from .node import Path
from .on_premises import OnPremises
from .roster import Roster


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The valid parts of an organisation.

    An environment stands here, with its index in the file, as soon as its network is valid; what else is wrong in it
    is reported already and stands here as if it were left out.
    """

    document: Document
    identity_center: IdentityCenter | None
    on_premises: OnPremises | None
    environments: tuple[tuple[int, Environment], ...]
    roster: Roster | None

    @classmethod
    def of(cls, document: Document, *, roster: Roster | None) -> "Draft":
        """The valid parts of a document."""
        node = document.node(("environments",))
        environments = (
            (index, _environment(document, index)) for index in range(len((node.items if node else None) or ()))
        )
        return cls(
            document=document,
            identity_center=_valid(_IDENTITY_CENTER, document, ("identity", "identity_center")),
            on_premises=_valid(_ON_PREMISES, document, ("on_premises",)),
            environments=tuple((index, environment) for index, environment in environments if environment),
            roster=roster,
        )

    def team_names(self) -> tuple[str, ...]:
        """The names of the teams, of valid and invalid ones, each once."""
        return tuple(dict.fromkeys(self.document.texts("teams", "name").values()))


def _environment(document: Document, index: int) -> Environment | None:
    parts = {key: _valid(adapter, document, ("environments", index, key)) for key, adapter in _ENVIRONMENT.items()}
    if parts["network"] is None:
        return None
    for key in ("kinds", "features"):
        parts[key] = parts[key] or ()
    return Environment.model_construct(None, **parts)


_IDENTITY_CENTER = TypeAdapter(IdentityCenter)
_ON_PREMISES = TypeAdapter(OnPremises)

# Built once: an adapter takes longer to build than a file to check.
_ENVIRONMENT = {key: TypeAdapter[Any](field.rebuild_annotation()) for key, field in Environment.model_fields.items()}


def _valid(adapter: TypeAdapter[Any], document: Document, path: Path) -> Any:
    """The value at a path, or None when it is missing or not valid."""
    node = document.node(path)
    try:
        # Models are strict by themselves; JSON is what lets them take lists for tuples.
        return adapter.validate_json(json.dumps(node.plain()), strict=True) if node else None
    except ValidationError:
        return None
